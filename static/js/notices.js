// A notice that is opened has been read: said to the server while the browser leaves the page.

const token = document.querySelector('meta[name="csrf-token"]').content;

for (const link of document.querySelectorAll("[data-notices] [data-read]")) {
  const tell = (event) => {
    if (event.type === "auxclick" && event.button !== 1) return;
    fetch(link.dataset.read, {
      method: "POST",
      keepalive: true,
      redirect: "manual",
      headers: { "X-CSRFToken": token },
    });
    link.closest(".told").removeAttribute("data-unread");
  };
  link.addEventListener("click", tell);
  link.addEventListener("auxclick", tell);
}
