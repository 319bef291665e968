/* data-copy="text": copies it and says so in the button for a moment. */
(function () {
  "use strict";

  function fallback(text) {
    var area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.appendChild(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  function say(button) {
    var word = button.getAttribute("data-copied") || "✓";
    var label = button.querySelector("[data-copy-label]") || button;
    if (button.hasAttribute("data-saying")) {
      return;
    }
    var before = label.innerHTML;
    button.setAttribute("data-saying", "");
    label.textContent = word;
    window.setTimeout(function () {
      label.innerHTML = before;
      button.removeAttribute("data-saying");
    }, 1600);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button) {
      return;
    }
    var text = button.getAttribute("data-copy");
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).catch(function () {
        fallback(text);
      });
    } else {
      fallback(text);
    }
    say(button);
  });
})();
