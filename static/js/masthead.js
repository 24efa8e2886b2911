// A menu closes on Escape, on a click elsewhere and when the focus moves on; where the doors have
// no room, their row scrolls sideways and shows where one is.

for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

const current = document.querySelector(".main-navigation > ul [aria-current]");
const rail = current?.closest("ul");
if (rail) rail.scrollLeft = current.offsetLeft - (rail.clientWidth - current.offsetWidth) / 2;
