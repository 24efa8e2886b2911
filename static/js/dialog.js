// Native dialogs: data-opens="<id>" opens one, data-closes inside it closes it.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens)?.showModal();
    return;
  }
  event.target.closest("[data-closes]")?.closest("dialog")?.close();
});

// A click on the dark ground beside the dialog closes it as well.
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => {
    if (event.target !== dialog) return;
    const box = dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right &&
      event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) dialog.close();
  });
  if ("open" in dialog.dataset) dialog.showModal();
}
