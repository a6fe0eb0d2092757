// What the page does without the server's model: opens articles, copies answers, follows new turns.
// Text is only ever set as text; nothing here parses HTML.

const panel = make("aside", "dl-panel");
const toast = make("div", "dl-toast");
let opener = null;
let latest = 0;

panel.hidden = true;
panel.setAttribute("role", "dialog");
panel.setAttribute("aria-label", "Article");
toast.setAttribute("role", "status");
document.body.append(panel, toast);

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const opens = event.target.closest("[data-article]");
  const copies = event.target.closest("[data-copy]");
  const more = event.target.closest("[data-more]");
  if (opens) openArticle(opens);
  if (more) showMore(more);
  if (copies) copy(copies.dataset.copy);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden) closeArticle();
});
new MutationObserver(followTurn).observe(document.body, {childList: true, subtree: true, attributeFilter: ["data-turn"]});

function make(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) {
    element.textContent = text;
    element.dir = "auto";
  }
  return element;
}

async function openArticle(button) {
  markOpener(button);
  const {article, start, end} = button.dataset;
  const wanted = ++latest;
  let found;
  try {
    const place = start === undefined ? "" : `?start=${start}&end=${end}`;
    const reply = await fetch(`/article/${encodeURIComponent(article)}${place}`);
    found = await reply.json();
    if (!reply.ok) found = {message: found.message || found.error};
  } catch {
    found = {message: "The article can't be opened: the server does not answer."};
  }
  if (wanted === latest) showArticle(found);
}

function showArticle(found) {
  const close = make("button", "dl-close", "Close");
  close.type = "button";
  close.addEventListener("click", closeArticle);
  const words = make("div");
  words.append(make("h2", "", found.message ? "Article" : found.title || found.path));
  const header = make("header");
  header.append(words, close);
  const text = make("div", "dl-text");
  text.tabIndex = 0;
  text.setAttribute("role", "document");
  if (found.message) {
    text.append(make("p", "", found.message));
  } else {
    const stated = [found.publisher, found.published || "date not stated", found.byline, found.path].filter(Boolean);
    words.append(make("p", "dl-panel-place", stated.join(" · ")));
    if (found.end > found.start) {
      words.append(make("p", "dl-panel-place", `Highlighted: characters ${found.start}–${found.end}`));
    }
    text.append(...drawText(found));
  }
  panel.replaceChildren(header, text);
  panel.hidden = false;
  document.body.classList.add("dl-reading");
  const quote = text.querySelector("mark");
  if (quote) quote.scrollIntoView({block: "center"});
  close.focus({preventScroll: true});
}

function drawText(found) {
  const drawn = found.paragraphs.map((runs) => {
    const paragraph = make("p");
    paragraph.dir = "auto";
    paragraph.append(...runs.map((run) => {
      if (!run.quoted) return document.createTextNode(run.text);
      const mark = make("mark");
      mark.textContent = run.text;
      return mark;
    }));
    return paragraph;
  });
  if (found.cut.before) drawn.unshift(make("p", "dl-cut", "… the article begins earlier"));
  if (found.cut.after) drawn.push(make("p", "dl-cut", "… the article goes on"));
  return drawn;
}

function closeArticle() {
  latest++;
  panel.hidden = true;
  document.body.classList.remove("dl-reading");
  const back = opener;
  markOpener(null);
  if (back && back.isConnected) back.focus({preventScroll: true});
}

function markOpener(button) {
  if (opener) opener.removeAttribute("aria-expanded");
  opener = button;
  if (opener) opener.setAttribute("aria-expanded", "true");
}

// Shows what the element before the button hides, or the rows that the table in it hides.
function showMore(button) {
  const before = button.previousElementSibling;
  const rest = before.hidden ? before : before.querySelector("tbody[hidden]");
  rest.hidden = false;
  button.remove();
  const first = rest.querySelector("button") || rest;
  first.tabIndex = 0;
  first.focus({preventScroll: true});
}

async function copy(text) {
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copied = copyByHand(text); // pages on plain http have no clipboard
  }
  toast.textContent = copied ? "Copied" : "Copying is not allowed by this browser";
  setTimeout(() => { toast.textContent = ""; }, 2500);
}

function copyByHand(text) {
  const area = make("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

function followTurn() {
  const turn = document.querySelector("#dl-current [data-turn]");
  const number = turn ? turn.dataset.turn : null;
  if (number === followTurn.seen) return;
  followTurn.seen = number;
  if (!turn) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  turn.scrollIntoView({block: "start", behavior: calm ? "auto" : "smooth"});
}
