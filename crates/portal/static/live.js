// Shows new announcements as they are published. Without it the page is complete all the same.
const list = document.querySelector("[data-live]");
const told = document.querySelector("[data-told]");

async function refresh() {
  const answer = await fetch(location.href, { cache: "no-cache" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (!fresh) return;
  list.replaceChildren(...fresh.childNodes);
  told.textContent = told.dataset.told;
}

if (list && told && "EventSource" in window) {
  const source = new EventSource(list.dataset.live);
  source.addEventListener("pengumuman", () => {
    refresh().catch(() => {});
  });
}
