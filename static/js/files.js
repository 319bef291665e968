/* Several files, chosen one after the other: each choice adds to those before.
   <div class="files" data-files data-max="5"> around an <input type="file" multiple>.
   Without this script the browser's own control does its work. */
(function () {
  "use strict";

  function size(bytes) {
    return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
  }

  function same(one, other) {
    return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
  }

  function set(input, files) {
    var carrier = new DataTransfer();
    files.forEach(function (file) {
      carrier.items.add(file);
    });
    input.files = carrier.files;
  }

  function item(box, input, files, index) {
    var row = document.createElement("li");
    var name = document.createElement("span");
    var info = document.createElement("small");
    var button = document.createElement("button");
    name.textContent = files[index].name;
    info.textContent = size(files[index].size);
    button.type = "button";
    button.className = "btn btn-link";
    button.textContent = box.getAttribute("data-remove");
    button.setAttribute("aria-label", button.textContent + " " + files[index].name);
    button.addEventListener("click", function () {
      files.splice(index, 1);
      set(input, files);
      draw(box, input, files);
      input.focus();
    });
    row.append(name, info, button);
    return row;
  }

  function draw(box, input, files) {
    var list = box.nextElementSibling;
    if (!list || !list.classList.contains("files-list")) {
      list = document.createElement("ul");
      list.className = "files-list";
      list.setAttribute("aria-live", "polite");
      box.after(list);
    }
    list.textContent = "";
    files.forEach(function (file, index) {
      list.append(item(box, input, files, index));
    });
  }

  function start(box) {
    var input = box.querySelector("input[type=file]");
    var files = [];
    box.classList.add("files-on");
    input.addEventListener("change", function () {
      Array.prototype.forEach.call(input.files, function (file) {
        if (!files.some(same.bind(null, file))) {
          files.push(file);
        }
      });
      set(input, files);
      draw(box, input, files);
    });
    ["dragenter", "dragover", "dragleave", "drop"].forEach(function (name) {
      input.addEventListener(name, function () {
        box.classList.toggle("files-over", name === "dragenter" || name === "dragover");
      });
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    if (typeof DataTransfer !== "function") {
      return;
    }
    var boxes = document.querySelectorAll("[data-files]");
    for (var i = 0; i < boxes.length; i += 1) {
      start(boxes[i]);
    }
  });
})();
