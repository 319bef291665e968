/* Single keys for people who live in the queue.
   [data-rows] holds rows [data-row] with a link [data-row-link]: j, k move, Enter
   is the link's own, x ticks. Anything with data-key="t" is pressed (or focused, if
   a field) by that key, the current row's own first. "?" shows all keys. Keys can be
   switched off in that list (WCAG 2.1.4). */
(function () {
  "use strict";
  var current = null;

  function on() {
    try {
      return window.localStorage.getItem("keys") !== "off";
    } catch (error) {
      return true;
    }
  }

  function typing(node) {
    return /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) ? !/^(checkbox|radio)$/.test(node.type) : node.isContentEditable;
  }

  function visible(node) {
    return node.offsetParent !== null && !node.disabled;
  }

  function rows() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-rows] [data-row]")).filter(visible);
  }

  function here() {
    var focused = document.activeElement && document.activeElement.closest("[data-row]");
    return focused || (current && document.body.contains(current) ? current : null);
  }

  function move(step) {
    var list = rows();
    var row = list[Math.max(0, Math.min(list.length - 1, list.indexOf(here()) + step))];
    if (!row) {
      return;
    }
    if (current) {
      current.classList.remove("is-current");
    }
    current = row;
    row.classList.add("is-current");
    (row.querySelector("[data-row-link]") || row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function tick() {
    var row = here();
    var box = row && row.querySelector("input[type=checkbox]");
    if (box) {
      box.click();
    }
  }

  function find(key) {
    var wanted = Array.prototype.slice.call(document.querySelectorAll('[data-key="' + key.replace(/["\\]/g, "\\$&") + '"]'));
    var row = here();
    var own = wanted.filter(function (node) {
      return row && row.contains(node);
    });
    return (own.length ? own : wanted.filter(visible))[0];
  }

  function press(node) {
    if (typing(node)) {
      node.focus();
      if (node.select) {
        node.select();
      }
    } else {
      node.click();
    }
  }

  function map() {
    var dialog = document.getElementById("keymap");
    var list = dialog && dialog.querySelector("[data-keymap-list]");
    if (!dialog || !dialog.showModal || dialog.open) {
      return;
    }
    list.textContent = "";
    var seen = {};
    var nodes = document.querySelectorAll("[data-key][data-key-label]");
    for (var i = 0; i < nodes.length; i += 1) {
      var key = nodes[i].getAttribute("data-key");
      if (!seen[key]) {
        seen[key] = true;
        var term = document.createElement("dt");
        term.appendChild(document.createElement("kbd")).textContent = key;
        list.appendChild(term);
        list.appendChild(document.createElement("dd")).textContent = nodes[i].getAttribute("data-key-label");
      }
    }
    dialog.querySelector("[data-keys-on]").checked = on();
    dialog.showModal();
  }

  document.addEventListener("keydown", function (event) {
    var node = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && node.form && node.tagName === "TEXTAREA") {
      var send = node.form.querySelector("[data-mod-enter]") || node.form.querySelector("button:not([type=button])");
      event.preventDefault();
      if (send) {
        send.click();
      }
      return;
    }
    if (event.key === "Escape" && typing(node)) {
      node.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(node)) {
      return;
    }
    if (!on() || document.querySelector("dialog[open]")) {
      return;
    }
    if (event.key === "j" || event.key === "k") {
      move(event.key === "j" ? 1 : -1);
    } else if (event.key === "x") {
      tick();
    } else if (event.key === "?") {
      map();
    } else {
      var target = event.key.length === 1 ? find(event.key) : null;
      if (!target) {
        return;
      }
      press(target);
    }
    event.preventDefault();
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-keymap]")) {
      map();
    }
  });

  document.addEventListener("change", function (event) {
    if (event.target.hasAttribute("data-keys-on")) {
      try {
        window.localStorage.setItem("keys", event.target.checked ? "on" : "off");
      } catch (error) {
        // Without storage the keys stay on.
      }
    }
    if (event.target.matches("[data-row] input[type=checkbox]")) {
      var bar = document.querySelector("[data-bulk]");
      var ticked = document.querySelectorAll("[data-row] input[type=checkbox]:checked").length;
      if (bar) {
        bar.classList.toggle("is-on", ticked > 0);
        var count = bar.querySelector("[data-bulk-count]");
        if (count) {
          count.textContent = ticked;
        }
      }
    }
  });
})();
