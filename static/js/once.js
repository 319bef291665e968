/* A form is sent once: its button rests after the first click.
   The server refuses a second copy anyway; this only saves the surprise.
   The button itself stays enabled until the event is over, so that its name and
   value are sent. Forms with data-many are left alone. */
(function () {
  "use strict";

  function rest(form) {
    form.setAttribute("data-sent", "");
    var buttons = form.querySelectorAll("button:not([type=button]), input[type=submit]");
    for (var i = 0; i < buttons.length; i += 1) {
      buttons[i].disabled = true;
    }
    form.setAttribute("aria-busy", "true");
  }

  function wake() {
    var forms = document.querySelectorAll("form[data-sent]");
    for (var i = 0; i < forms.length; i += 1) {
      forms[i].removeAttribute("data-sent");
      forms[i].removeAttribute("aria-busy");
      var buttons = forms[i].querySelectorAll("button:disabled, input[type=submit]:disabled");
      for (var j = 0; j < buttons.length; j += 1) {
        buttons[j].disabled = false;
      }
    }
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.hasAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post" || form.hasAttribute("data-many")) {
      return;
    }
    window.setTimeout(function () {
      if (!event.defaultPrevented || form.hasAttribute("hx-post")) {
        rest(form);
      }
    }, 0);
  });
  window.addEventListener("pageshow", wake); // back from the browser's page cache
  document.addEventListener("htmx:afterRequest", wake);
})();
