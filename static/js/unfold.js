/* Unfolds and folds every <details> of a part of the page, and all for printing.
   Markup: <button data-unfold="#part" data-fold-label="Fold all">Unfold all</button> */
(function () {
  "use strict";

  var folded = [];

  function parts(root) {
    return Array.prototype.slice.call(root.querySelectorAll("details:not(.menu)"));
  }

  function turn(button) {
    var root = document.querySelector(button.getAttribute("data-unfold"));
    var label = button.textContent;
    var unfold = button.getAttribute("aria-pressed") !== "true";
    if (!root) {
      return;
    }
    parts(root).forEach(function (part) {
      part.open = unfold;
    });
    button.setAttribute("aria-pressed", String(unfold));
    button.textContent = button.getAttribute("data-fold-label");
    button.setAttribute("data-fold-label", label);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-unfold]");
    if (button) {
      turn(button);
    }
  });

  window.addEventListener("beforeprint", function () {
    folded = parts(document).filter(function (part) {
      return !part.open;
    });
    folded.forEach(function (part) {
      part.open = true;
    });
  });

  window.addEventListener("afterprint", function () {
    folded.forEach(function (part) {
      part.open = false;
    });
    folded = [];
  });
})();
