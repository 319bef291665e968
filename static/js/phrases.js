/* Recommended wording goes into the answer by a click or by typing "/".
   <button type="button" data-phrase="您好，…" data-phrase-into="id_body">致歉</button>
   inserts at the cursor. <textarea data-phrases> opens a list of all phrases of the
   page when "/" is typed at the start of a word: type on to narrow it, arrows, Enter,
   Esc. A phrase's gaps {…} or 【…】 are selected to be typed over. */
(function () {
  "use strict";
  var list = null; // the open list
  var area = null; // the field it belongs to
  var start = -1; // where the "/" stands
  var active = 0;

  function insert(field, text, from, to) {
    var value = field.value;
    var before = value.slice(0, from);
    field.value = before + text + value.slice(to);
    var gap = /\{[^{}]*\}|【[^【】]*】/.exec(text);
    var at = before.length + (gap ? gap.index : text.length);
    field.focus();
    field.setSelectionRange(at, gap ? at + gap[0].length : at);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* The form remembers which phrase was used: <input type="hidden" data-phrase-used>. */
  function remember(field, button) {
    var used = field.form && field.form.querySelector("[data-phrase-used]");
    if (used) {
      used.value = button.getAttribute("data-phrase-id") || "";
    }
  }

  function close() {
    if (list) {
      list.remove();
      area.removeAttribute("aria-activedescendant");
      area.setAttribute("aria-expanded", "false");
      list = null;
    }
  }

  function query() {
    return area.value.slice(start + 1, area.selectionStart).toLowerCase();
  }

  function matches() {
    var words = query();
    var seen = {};
    return Array.prototype.slice.call(document.querySelectorAll("[data-phrase]")).filter(function (button) {
      var text = button.getAttribute("data-phrase");
      var title = button.getAttribute("data-phrase-title") || button.textContent;
      var code = button.getAttribute("data-phrase-code") || "";
      var fresh = !seen[text];
      seen[text] = true;
      return fresh && (code + " " + title + " " + text).toLowerCase().indexOf(words) >= 0;
    });
  }

  function mark(index) {
    var options = list.querySelectorAll("[role=option]");
    active = (index + options.length) % options.length;
    for (var i = 0; i < options.length; i += 1) {
      options[i].setAttribute("aria-selected", String(i === active));
    }
    options[active].scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", options[active].id);
  }

  function option(button, index) {
    var item = document.createElement("li");
    item.id = "phrase-option-" + index;
    item.setAttribute("role", "option");
    item.appendChild(document.createElement("b")).textContent =
      button.getAttribute("data-phrase-title") || button.textContent.trim();
    item.appendChild(document.createElement("span")).textContent = button.getAttribute("data-phrase");
    item.addEventListener("mousedown", function (event) {
      event.preventDefault(); // keep the cursor in the field
      take(button);
    });
    return item;
  }

  function open() {
    var found = matches().slice(0, 20);
    close();
    if (!found.length) {
      return;
    }
    list = document.createElement("ul");
    list.className = "phrase-pop";
    list.id = "phrase-pop";
    list.setAttribute("role", "listbox");
    found.forEach(function (button, index) {
      list.appendChild(option(button, index));
    });
    list.phrases = found;
    area.parentNode.insertBefore(list, area);
    area.setAttribute("aria-controls", "phrase-pop");
    area.setAttribute("aria-expanded", "true");
    mark(0);
  }

  function take(button) {
    var end = area.selectionStart;
    close();
    insert(area, button.getAttribute("data-phrase"), start, end);
    remember(area, button);
    start = -1;
  }

  document.addEventListener("input", function (event) {
    var field = event.target;
    if (!field.hasAttribute("data-phrases")) {
      return;
    }
    var at = field.selectionStart;
    var slash = field.value.lastIndexOf("/", at - 1);
    var word = slash >= 0 ? field.value.slice(slash + 1, at) : " ";
    var fresh = slash === 0 || /[\s，。！？、；：]/.test(field.value.charAt(slash - 1));
    area = field;
    if (slash >= 0 && fresh && !/\s/.test(word)) {
      start = slash;
      open();
    } else {
      close();
    }
  });

  document.addEventListener(
    "keydown",
    function (event) {
      if (!list || event.target !== area || event.isComposing) {
        return;
      }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        mark(active + (event.key === "ArrowDown" ? 1 : -1));
      } else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
        take(list.phrases[active]);
      } else if (event.key === "Escape") {
        close();
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    },
    true
  );

  document.addEventListener("focusout", function (event) {
    if (event.target === area) {
      close();
    }
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-phrase]");
    if (!button) {
      return;
    }
    var id = button.getAttribute("data-phrase-into");
    var field = id ? document.getElementById(id) : document.querySelector("textarea[data-phrases]");
    if (field) {
      var tab = field.closest("[data-pane]");
      var opener = tab && document.querySelector('[data-tab="' + tab.id + '"]');
      if (opener && field.offsetParent === null) {
        opener.click(); // on a phone the composer is behind another tab
      }
      insert(field, button.getAttribute("data-phrase"), field.selectionStart, field.selectionEnd);
      remember(field, button);
    }
  });
})();
