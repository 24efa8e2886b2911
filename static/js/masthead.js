// The user menu closes on Escape and on a click elsewhere; on a narrow screen the navigation
// scrolls sideways and shows where one is.

for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

const current = document.querySelector(".main-navigation [aria-current]");
const rail = current?.closest(".main-navigation");
if (rail) rail.scrollLeft = current.offsetLeft - (rail.clientWidth - current.offsetWidth) / 2;
