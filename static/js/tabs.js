/* Columns become tabs on a phone.
   Markup: <nav class="tabs" data-tabs="ID"> with buttons data-tab="pane-id"; the
   panes are [data-pane] inside #ID. Wide screens show all panes by CSS.
   The same script drives data-modes (reply, note, …) inside a form. */
(function () {
  "use strict";

  function choose(button) {
    var bar = button.closest("[data-tabs]");
    var box = document.getElementById(bar.getAttribute("data-tabs"));
    var id = button.getAttribute("data-tab");
    var buttons = bar.querySelectorAll("[data-tab]");
    var panes = box.querySelectorAll("[data-pane]");
    var i;
    for (i = 0; i < buttons.length; i += 1) {
      buttons[i].setAttribute("aria-pressed", String(buttons[i] === button));
    }
    for (i = 0; i < panes.length; i += 1) {
      panes[i].classList.toggle("is-open", panes[i].id === id);
    }
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-tab]");
    if (button) {
      choose(button);
    }
  });

  /* A link to something inside a closed pane opens the pane first. */
  function follow() {
    var target = window.location.hash && document.getElementById(window.location.hash.slice(1));
    var pane = target && target.closest("[data-pane]");
    var button = pane && document.querySelector('[data-tab="' + pane.id + '"]');
    if (button) {
      choose(button);
      target.scrollIntoView();
    }
    if (target && target.tagName === "DETAILS") {
      target.setAttribute("open", "");
    }
  }
  window.addEventListener("hashchange", follow);
  document.addEventListener("DOMContentLoaded", follow);
})();
