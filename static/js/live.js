/* Keeps the queue true: asks every few seconds whether the rows have changed.
   <div data-live="URL" data-live-mark="ETag"> holds parts with ids; the answer (304: nothing new) is HTML
   with the same ids. Rows that are the same stay as they are, so that ticks, the
   current row and the keyboard's focus are kept. */
(function () {
  "use strict";
  var EVERY = 5000; // milliseconds
  var box = null;
  var etag = "";

  function same(old, fresh) {
    return old.getAttribute("data-version") === fresh.getAttribute("data-version");
  }

  function rowsByNumber(body) {
    var found = {};
    for (var i = 0; i < body.children.length; i += 1) {
      found[body.children[i].getAttribute("data-number")] = body.children[i];
    }
    return found;
  }

  function keepState(old, fresh) {
    var box = old.querySelector("input[type=checkbox]");
    var next = fresh.querySelector("input[type=checkbox]");
    if (box && next) {
      next.checked = box.checked;
    }
    fresh.classList.toggle("is-current", old.classList.contains("is-current"));
  }

  function merge(body, next) {
    var known = rowsByNumber(body);
    var focused = document.activeElement && document.activeElement.closest("[data-row]");
    var number = focused && body.contains(focused) ? focused.getAttribute("data-number") : "";
    var wanted = Array.prototype.slice.call(next.children).map(function (fresh) {
      var old = known[fresh.getAttribute("data-number")];
      if (old && same(old, fresh)) {
        return old;
      }
      if (old) {
        keepState(old, fresh);
      }
      return document.importNode(fresh, true);
    });
    wanted.forEach(function (row, place) {
      var there = body.children[place];
      if (there !== row) {
        body.insertBefore(row, there || null);
      }
    });
    while (body.children.length > wanted.length) {
      body.removeChild(body.lastChild);
    }
    var row = number && rowsByNumber(body)[number];
    if (row && !row.contains(document.activeElement)) {
      row.querySelector("[data-row-link]").focus({ preventScroll: true });
    }
  }

  function put(fresh, id) {
    var old = document.getElementById(id);
    var next = fresh.getElementById(id);
    if (!old || !next) {
      return;
    }
    var body = old.querySelector("tbody");
    var rows = next.querySelector("tbody");
    if (body && rows) {
      merge(body, rows);
      var foot = old.querySelector(".listfoot");
      var below = next.querySelector(".listfoot");
      if (foot.innerHTML !== below.innerHTML) {
        foot.innerHTML = below.innerHTML;
      }
    } else if (old.innerHTML !== next.innerHTML) {
      old.innerHTML = next.innerHTML; // our own server's escaped part
    }
  }

  function show(html) {
    var fresh = new DOMParser().parseFromString(html, "text/html");
    ["queue-views", "queue-figures", "queue-list"].forEach(function (id) {
      put(fresh, id);
    });
    // The countdown runs on over the new rows; ticks may have left with old ones.
    document.dispatchEvent(new CustomEvent("htmx:afterSettle"));
    var box = document.querySelector("[data-row] input[type=checkbox]:checked") || document.querySelector("[data-row] input[type=checkbox]");
    if (box) {
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  function ask() {
    if (document.hidden) {
      return;
    }
    window
      .fetch(box.getAttribute("data-live"), {
        credentials: "same-origin",
        cache: "no-store",
        headers: etag ? { "If-None-Match": etag } : {},
      })
      .then(function (answer) {
        if (answer.redirected) {
          window.location.reload(); // signed out in the meantime
        } else if (answer.ok) {
          etag = answer.headers.get("ETag") || "";
          return answer.text().then(show);
        }
        return null;
      })
      .catch(function () {
        // Offline for a moment: the next round will tell.
      });
  }

  document.addEventListener("DOMContentLoaded", function () {
    box = document.querySelector("[data-live]");
    if (box) {
      etag = box.getAttribute("data-live-mark") || "";
      window.setInterval(ask, EVERY);
      document.addEventListener("visibilitychange", ask);
    }
  });
})();
