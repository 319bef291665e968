/* Finds the customer while the phone number is typed.
   <input data-lookup="/desk/customers/lookup/" data-lookup-into="caller"> fetches
   URL?phone=… and puts the answer (an HTML fragment made by the server) into
   #caller. A button there with data-fill='{"id_name": "王小明"}' fills fields. */
(function () {
  "use strict";
  var WAIT = 250; // milliseconds after the last key
  var LEAST = 4; // characters
  var running = null;
  var timer = null;

  function show(input) {
    var box = document.getElementById(input.getAttribute("data-lookup-into"));
    var text = input.value.replace(/\s+/g, "");
    if (running) {
      running.abort();
      running = null;
    }
    if (text.length < LEAST) {
      box.textContent = "";
      return;
    }
    var name = input.getAttribute("data-lookup-name") || "phone";
    var url = input.getAttribute("data-lookup") + "?" + name + "=" + encodeURIComponent(text);
    running = new AbortController();
    window
      .fetch(url, { credentials: "same-origin", signal: running.signal, headers: { "HX-Request": "true" } })
      .then(function (answer) {
        return answer.ok ? answer.text() : "";
      })
      .then(function (html) {
        box.innerHTML = html; // our own server's escaped fragment
        if (window.htmx) {
          window.htmx.process(box);
        }
      })
      .catch(function () {
        // Aborted by the next key, or offline: the form works without.
      });
  }

  document.addEventListener("input", function (event) {
    if (event.target.hasAttribute("data-lookup")) {
      window.clearTimeout(timer);
      timer = window.setTimeout(show, WAIT, event.target);
    }
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-fill]");
    if (!button) {
      return;
    }
    var values = JSON.parse(button.getAttribute("data-fill"));
    Object.keys(values).forEach(function (id) {
      var field = document.getElementById(id);
      if (field) {
        field.value = values[id];
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
    var chosen = button.closest("[data-choices]");
    if (chosen) {
      var others = chosen.querySelectorAll("[data-fill]");
      for (var i = 0; i < others.length; i += 1) {
        others[i].setAttribute("aria-pressed", String(others[i] === button));
      }
    }
    var next = document.getElementById(button.getAttribute("data-then"));
    if (next) {
      next.focus();
    }
  });
})();
