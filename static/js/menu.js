/* Menus made of <details>: one open at a time, closed by a click elsewhere or Esc. */
(function () {
  "use strict";

  function closeAll(except) {
    var open = document.querySelectorAll("details.menu[open]");
    for (var i = 0; i < open.length; i += 1) {
      if (open[i] !== except) {
        open[i].removeAttribute("open");
      }
    }
  }

  document.addEventListener("click", function (event) {
    closeAll(event.target.closest("details.menu"));
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") {
      return;
    }
    var menu = event.target.closest ? event.target.closest("details.menu[open]") : null;
    closeAll(null);
    if (menu) {
      menu.querySelector("summary").focus();
    }
  });
})();
