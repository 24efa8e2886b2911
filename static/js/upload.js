// Several files, each with its own bar: first the sending, then the transcription.
//
// Markup: <form data-upload method="post" enctype="multipart/form-data" action="..."
//            data-text-sending data-text-received data-text-lost>
//   <div class="drop" data-drop><input type="file" multiple></div> ... <button> </form>
//   <ul class="uploads" data-uploads></ul>
// Two files of one call (one per side) go together when a [data-together] box is ticked.
// The server answers JSON: { message, status_url or absent, url or absent }, with any status.

import { poll, showProgress } from "./poll.js";

function line(list, name) {
  const item = document.createElement("li");
  const title = document.createElement("span");
  const words = document.createElement("span");
  const bar = document.createElement("progress");
  title.className = "uploads__name";
  title.textContent = name;
  words.className = "uploads__state";
  words.dataset.stateWords = "";
  words.setAttribute("role", "status");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  item.append(title, bar, words);
  list.append(item);
  return item;
}

function say(item, text, state) {
  item.querySelector("[data-state-words]").textContent = text;
  item.dataset.state = state;
}

/** Send a form body; resolves to { ok, body }, also when the server refuses. Rejects when it is out of reach. */
function send(url, body, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]").content);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      resolve({ ok: request.status >= 200 && request.status < 300, body: request.response ?? {} });
    });
    request.addEventListener("error", () => reject(new Error("network")));
    request.send(body);
  });
}

function linkTo(item, url) {
  const title = item.querySelector(".uploads__name");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = title.textContent;
  title.replaceChildren(link);
}

async function follow(item, answer) {
  if (answer.url) linkTo(item, answer.url);
  if (!answer.status_url) return;
  const last = await poll(answer.status_url, (status) => {
    showProgress(item, status);
    if (status.url) linkTo(item, status.url);
  });
  if (!last) say(item, answer.message ?? "", "working");
}

class Upload {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.list = document.querySelector("[data-uploads]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start([...this.input.files]);
    });
    this.drops(form.querySelector("[data-drop]"));
  }

  drops(place) {
    if (!place) return;
    for (const kind of ["dragenter", "dragover"]) {
      place.addEventListener(kind, (event) => {
        event.preventDefault();
        place.dataset.over = "";
      });
    }
    for (const kind of ["dragleave", "drop"]) {
      place.addEventListener(kind, () => delete place.dataset.over);
    }
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      this.input.files = event.dataTransfer.files;
      this.start([...event.dataTransfer.files]);
    });
  }

  async start(files) {
    if (!files.length) {
      this.input.focus();
      return;
    }
    const together = this.form.querySelector("[data-together]")?.checked;
    const groups = together ? [files] : files.map((file) => [file]);
    const lines = groups.map((group) => line(this.list, group.map((file) => file.name).join(" + ")));
    const button = this.form.querySelector("button[type=submit]");
    button.disabled = true;
    // One after the other: a slow line serves one file well rather than ten badly.
    for (const [place, group] of groups.entries()) await this.one(group, lines[place]);
    button.disabled = false;
    this.input.value = "";
  }

  async one(files, item) {
    const body = new FormData(this.form);
    body.delete(this.input.name);
    for (const file of files) body.append(this.input.name, file);
    say(item, this.form.dataset.textSending, "sending");
    try {
      const { ok, body: answer } = await send(this.form.action, body, (share) => {
        item.querySelector("progress").value = share;
      });
      say(item, answer.message ?? (ok ? this.form.dataset.textReceived : this.form.dataset.textLost), ok ? "received" : "failed");
      if (ok) follow(item, answer);
    } catch {
      say(item, this.form.dataset.textLost, "failed");
    }
  }
}

for (const form of document.querySelectorAll("form[data-upload]")) new Upload(form);
