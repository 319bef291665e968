/* Messages at the foot of the page: closable; good news leaves by itself. */
(function () {
  "use strict";
  var STAY = 8000; // milliseconds

  function watch(note) {
    note.setAttribute("data-watched", "");
    window.setTimeout(function leave() {
      if (note.matches(":hover") || note.contains(document.activeElement)) {
        window.setTimeout(leave, STAY);
      } else {
        note.remove();
      }
    }, STAY);
  }

  function watchAll() {
    var notes = document.querySelectorAll("[data-fades]:not([data-watched])");
    for (var i = 0; i < notes.length; i += 1) {
      watch(notes[i]);
    }
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-dismiss-note]");
    if (button) {
      button.closest(".note").remove();
    }
  });
  document.addEventListener("DOMContentLoaded", watchAll);
  document.addEventListener("htmx:afterSettle", watchAll);
})();
