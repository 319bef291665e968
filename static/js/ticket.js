/* The ticket page: a click on "Answer" or "Report" opens the composer in that mode,
   the form of a move is closed again, chosen files are named. All works without. */
(function () {
  "use strict";

  function openComposer(mode) {
    var radio = document.getElementById("mode-" + mode);
    var field = document.getElementById("id_body");
    if (!radio || !field) {
      return false;
    }
    var tab = document.querySelector('[data-tab="pane-thread"]');
    if (tab && field.offsetParent === null) {
      tab.click(); // on a phone the composer is behind another tab
    }
    radio.checked = true;
    field.focus();
    return true;
  }

  function clear(id) {
    var box = document.getElementById(id);
    if (!box || !box.firstElementChild) {
      return false;
    }
    box.textContent = "";
    return true;
  }

  document.addEventListener("click", function (event) {
    var write = event.target.closest("[data-write]");
    if (write && openComposer(write.getAttribute("data-write"))) {
      event.preventDefault();
    }
    var closer = event.target.closest("[data-clear]");
    if (closer && clear(closer.getAttribute("data-clear"))) {
      event.preventDefault();
    }
    if (event.target.name === "mode") {
      document.getElementById("id_body").focus();
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !event.defaultPrevented) {
      clear("move");
    }
  });

  document.addEventListener("change", function (event) {
    if (event.target.type !== "file") {
      return;
    }
    var label = event.target.form.querySelector("[data-file-names]");
    if (label) {
      label.textContent = Array.prototype.map
        .call(event.target.files, function (file) {
          return file.name;
        })
        .join(", ");
    }
  });

  /* A form that arrives takes the cursor, and the menu it came from closes. */
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id !== "move") {
      return;
    }
    var open = document.querySelector(".actions details[open]");
    if (open) {
      open.removeAttribute("open");
    }
    var first = event.target.querySelector("input:not([type=hidden]), select, textarea");
    if (first) {
      first.focus();
    }
  });

  /* Links into a closed rule open it. */
  document.addEventListener("DOMContentLoaded", function () {
    var wrong = document.querySelector(".col-right .is-invalid, .col-right .errors");
    if (wrong) {
      wrong.scrollIntoView({ block: "center" });
    }
  });
})();
