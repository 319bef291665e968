/* What is typed survives a closed tab, a crash or a sign-in in between.
   <form data-keep="request"> keeps its fields in this tab's sessionStorage until
   the form has gone through. Passwords, files and hidden fields are never kept. */
(function () {
  "use strict";
  var SKIP = { password: 1, file: 1, hidden: 1, submit: 1, button: 1 };

  function key(form) {
    return "keep:" + window.location.pathname + ":" + form.getAttribute("data-keep");
  }

  function store(name, value) {
    try {
      if (value === null) {
        window.sessionStorage.removeItem(name);
      } else {
        window.sessionStorage.setItem(name, JSON.stringify(value));
      }
    } catch (error) {
      // Storage is full or off: the page works as if this script were absent.
    }
  }

  function read(name) {
    try {
      return JSON.parse(window.sessionStorage.getItem(name));
    } catch (error) {
      return null;
    }
  }

  function each(form, action) {
    for (var i = 0; i < form.elements.length; i += 1) {
      var field = form.elements[i];
      if (field.name && !SKIP[field.type] && !field.hasAttribute("data-no-keep")) {
        action(field, field.type === "checkbox" || field.type === "radio");
      }
    }
  }

  function keep(form, sent) {
    var values = {};
    each(form, function (field, ticks) {
      if (!ticks) {
        values[field.name] = field.value;
      } else if (field.checked) {
        values[field.name + "=" + field.value] = true;
      }
    });
    store(key(form), { sent: sent, values: values });
  }

  function cameBack() {
    var entries = window.performance && performance.getEntriesByType ? performance.getEntriesByType("navigation") : [];
    return entries.length > 0 && entries[0].type === "back_forward";
  }

  function restore(form) {
    var kept = read(key(form));
    if (!kept) {
      return;
    }
    // Sent, and not returned to by the back button: it went through, or the
    // server has put what was typed back into the page itself.
    if (kept.sent && !cameBack()) {
      store(key(form), null);
      return;
    }
    each(form, function (field, ticks) {
      if (ticks) {
        field.checked = field.checked || kept.values[field.name + "=" + field.value] === true;
      } else if (field.value === "" && kept.values[field.name]) {
        field.value = kept.values[field.name];
      }
    });
    form.dispatchEvent(new CustomEvent("kept:restored", { bubbles: true }));
  }

  function formOf(event) {
    return event.target.closest ? event.target.closest("form[data-keep]") : null;
  }

  ["input", "change"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var form = formOf(event);
      if (form) {
        keep(form, false);
      }
    });
  });
  document.addEventListener("submit", function (event) {
    var form = formOf(event);
    if (form) {
      keep(form, true);
    }
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = formOf(event);
    if (form && event.detail && event.detail.successful) {
      store(key(form), null);
    }
  });
  document.addEventListener("DOMContentLoaded", function () {
    var forms = document.querySelectorAll("form[data-keep]");
    for (var i = 0; i < forms.length; i += 1) {
      restore(forms[i]);
    }
  });
})();
