/* Time left, kept true while the page is open.
   Markup: shared/deadline.html. data-due, data-warn: moments (ISO). The words and
   the thresholds are those of servicedesk/templatetags/desk.py. */
(function () {
  "use strict";
  var HOUR = 3600;
  var NEXT_WITHIN = 4 * HOUR;
  var chinese = (document.documentElement.lang || "zh").slice(0, 2) === "zh";
  var words = chinese
    ? { calm: "剩余", next: "剩余", warn: "即将超时", over: "超时" }
    : { calm: "left", next: "left", warn: "due soon", over: "over" };
  var offset = 0; // server clock minus this computer's clock, milliseconds
  var timer = null;

  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function figure(seconds) {
    var s = Math.abs(seconds);
    if (s < HOUR) {
      return Math.floor(s / 60) + ":" + two(s % 60);
    }
    var minutes = Math.floor(s / 60);
    if (s < 48 * HOUR) {
      return join(Math.floor(minutes / 60), chinese ? "小时" : "h", minutes % 60, chinese ? "分" : "min");
    }
    var hours = Math.floor(minutes / 60);
    return join(Math.floor(hours / 24), chinese ? "天" : "d", hours % 24, chinese ? "小时" : "h");
  }

  function join(big, bigUnit, small, smallUnit) {
    if (chinese) {
      return big + bigUnit + (small ? small + smallUnit : "");
    }
    return big + " " + bigUnit + (small ? " " + small + " " + smallUnit : "");
  }

  function stateOf(now, due, warn) {
    if (now >= due) {
      return "over";
    }
    if (warn && now >= warn) {
      return "warn";
    }
    return due - now <= NEXT_WITHIN * 1000 ? "next" : "calm";
  }

  function put(node, text) {
    if (node && node.textContent !== text) {
      node.textContent = text;
    }
  }

  /* Returns whether this one needs every second. */
  function show(node, now) {
    var due = Date.parse(node.getAttribute("data-due"));
    if (isNaN(due)) {
      return false;
    }
    var state = stateOf(now, due, Date.parse(node.getAttribute("data-warn")));
    var old = node.getAttribute("data-state");
    if (old !== state) {
      node.classList.remove("due-" + old);
      node.classList.add("due-" + state);
      node.setAttribute("data-state", state);
      var row = node.closest("[data-row]");
      if (row && state === "over") {
        row.classList.add("is-over");
      }
    }
    var seconds = state === "over" ? Math.floor((now - due) / 1000) : Math.ceil((due - now) / 1000);
    put(node.querySelector(".due-word"), words[state]);
    put(node.querySelector(".due-time"), figure(seconds));
    return seconds < HOUR;
  }

  function tick() {
    var nodes = document.querySelectorAll("[data-due]");
    var now = Date.now() + offset;
    var soon = false;
    for (var i = 0; i < nodes.length; i += 1) {
      soon = show(nodes[i], now) || soon;
    }
    window.clearTimeout(timer);
    if (nodes.length) {
      timer = window.setTimeout(tick, soon ? 1000 - (now % 1000) : 60000 - (now % 60000));
    }
  }

  function start() {
    var clock = document.querySelector("[data-server-now]");
    if (clock) {
      offset = Date.parse(clock.getAttribute("data-server-now")) - Date.now() || 0;
      // A page can be slow to arrive: small differences are travel, not a wrong clock.
      offset = Math.abs(offset) < 5000 ? 0 : offset;
    }
    tick();
  }

  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:afterSettle", tick);
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) {
      tick();
    }
  });
})();
