/* The customer's forms, made smoother: without this script they work as they are.
   - only the questions of the chosen type are sent,
   - the line "you hear from us by …" follows the chosen type,
   - a form that came back with errors shows them, and keeps what was typed,
   - who comes back to a form that was sent gets the key it was sent with, so that
     sending it again does not make a second request. */
(function () {
  "use strict";

  function checkedType(form) {
    return form.querySelector('input[name="request_type"]:checked');
  }

  function follow(form) {
    var chosen = checkedType(form);
    var kinds = form.querySelectorAll(".kind");
    for (var i = 0; i < kinds.length; i += 1) {
      var own = kinds[i].querySelector(".kind-own");
      if (own) {
        own.disabled = !chosen || !kinds[i].contains(chosen);
      }
    }
    if (!chosen) {
      return;
    }
    var main = chosen.closest("details");
    if (main) {
      main.open = true;
    }
    var when = form.querySelector("[data-when]");
    if (when && chosen.hasAttribute("data-answer-by")) {
      when.textContent = chosen.getAttribute("data-answer-by");
    }
  }

  function cameBack() {
    var entries = window.performance && performance.getEntriesByType ? performance.getEntriesByType("navigation") : [];
    return entries.length > 0 && entries[0].type === "back_forward";
  }

  function keepToken(form) {
    var field = form.querySelector('input[name="form_token"]');
    var key = "token:" + window.location.pathname;
    if (!field) {
      return;
    }
    try {
      var kept = window.sessionStorage.getItem(key);
      if (kept && cameBack()) {
        field.value = kept;
      }
      window.sessionStorage.setItem(key, field.value);
    } catch (error) {
      // Storage is off: the browser's own page cache usually does the same.
    }
  }

  function showErrors(form) {
    // Keeps what came back from the server as if it had just been typed.
    form.dispatchEvent(new Event("input", { bubbles: true }));
    var box = document.getElementById("errors") || form.querySelector(".invalid-feedback");
    if (box) {
      if (box.id === "errors") {
        box.focus({ preventScroll: true });
      }
      box.scrollIntoView({ block: "center" });
    }
  }

  function start() {
    var forms = document.querySelectorAll("form");
    for (var i = 0; i < forms.length; i += 1) {
      if (forms[i].hasAttribute("data-request")) {
        keepToken(forms[i]);
        follow(forms[i]);
      }
      if (forms[i].hasAttribute("data-refused")) {
        showErrors(forms[i]);
      }
    }
  }

  ["change", "kept:restored"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var form = event.target.closest ? event.target.closest("form[data-request]") : null;
      if (form) {
        follow(form);
      }
    });
  });
  document.addEventListener("DOMContentLoaded", start);
})();
