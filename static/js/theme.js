/* Light or dark, before the first paint: the reader's choice, else the system's. */
(function () {
  "use strict";
  var root = document.documentElement;
  var media = window.matchMedia ? window.matchMedia("(prefers-color-scheme: dark)") : null;

  function chosen() {
    try {
      return window.localStorage.getItem("theme");
    } catch (error) {
      return null; // storage may be switched off
    }
  }

  function apply() {
    root.setAttribute("data-bs-theme", chosen() || (media && media.matches ? "dark" : "light"));
  }

  function toggle() {
    var next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    try {
      window.localStorage.setItem("theme", next);
    } catch (error) {
      // Without storage the choice lasts for this page.
    }
    root.setAttribute("data-bs-theme", next);
  }

  root.className += " js";
  apply();
  if (media && media.addEventListener) {
    media.addEventListener("change", apply);
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-theme-toggle]") : null;
    if (button) {
      toggle();
    }
  });
})();
