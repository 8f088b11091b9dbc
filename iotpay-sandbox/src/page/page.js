// Keeps the page up to date. Without this script, every page still works after a reload.
(() => {
  "use strict";
  const main = document.getElementById("main");
  const said = document.getElementById("said");
  const dot = document.getElementById("live");
  const clock = document.getElementById("clock");

  // Turns one element into another without losing the focus, open details and typed text.
  const become = (old, now) => {
    // Someone reads the details of an event, which never change.
    if (old.isEqualNode(now) || old.id?.startsWith("event-") && old.querySelector("details[open]")) return old;
    if (old.nodeName !== now.nodeName || (old.id || now.id) && old.id !== now.id) {
      old.replaceWith(now);
      return now;
    }
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== now.nodeValue) old.nodeValue = now.nodeValue;
      return old;
    }
    for (const { name } of [...old.attributes]) {
      if (!now.hasAttribute(name) && !(name === "open" && old.nodeName === "DETAILS")) old.removeAttribute(name);
    }
    for (const { name, value } of now.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    const named = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
    let at = old.firstChild;
    for (const child of [...now.childNodes]) {
      const known = child.id && named.get(child.id);
      if (known) {
        if (known !== at) old.insertBefore(known, at);
        at = become(known, child).nextSibling;
      } else if (child.id || !at || at.id || at.nodeName !== child.nodeName) {
        old.insertBefore(child, at);
        if (child.nodeName === "LI") child.classList.add("fresh");
      } else {
        at = become(at, child).nextSibling;
      }
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
    return old;
  };

  const show = (text, keepsNotice) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const now = page.getElementById("main");
    if (!now) {
      said.textContent = text.slice(0, 200);
      return;
    }
    const notices = main.querySelector("#notice");
    if (keepsNotice && notices) now.querySelector("#notice")?.replaceWith(notices.cloneNode(true));
    const hadFocus = main.contains(document.activeElement);
    become(main, now);
    const time = page.getElementById("clock");
    if (time && clock) Object.assign(clock.dataset, time.dataset);
    started = performance.now();
    document.title = page.title;
    // The button that had the focus may be gone.
    const notice = main.querySelector(".notice");
    if (hadFocus && !main.contains(document.activeElement)) (notice || main).focus();
  };

  // The start page shows the newest order: stay with it, so that a button never acts on another order.
  const address = () => {
    const order = main.querySelector("[data-order]");
    const isStart = location.pathname === "/" && !location.search;
    return isStart && order && matchMedia("(min-width: 52.01rem)").matches
      ? "/page/orders/" + order.dataset.order : location.pathname + location.search.replace(/[?&]notice=\d+/, "");
  };

  let timer;
  let loading = false;
  let again = false;
  const refresh = async () => {
    if (loading) {
      again = true;
      return;
    }
    loading = true;
    try {
      const response = await fetch(address());
      if (response.ok) show(await response.text(), true);
    } catch {
      // The next event or the next connection tries again.
    }
    loading = false;
    // Many events must neither delay the page nor keep the sandbox busy.
    if (again) soon(100);
    again = false;
  };
  const soon = (pause = 25) => {
    timer ??= setTimeout(() => {
      timer = undefined;
      refresh();
    }, pause);
  };

  const lost = () => {
    dot.className = "dot off";
    said.textContent = "The sandbox does not respond.";
  };
  const words = (event) => {
    if (event.kind === "request") return `Request ${event.endpoint} ${event.reference ?? ""}: ${event.rejected ? "rejected" : "received"}`;
    if (event.kind === "changed") return `${event.subject}: ${event.change}`;
    return `Notification ${event.delivery.attempt}: ${event.delivery.acknowledged ? "acknowledged" : "not acknowledged"}`;
  };

  if (main.hasAttribute("data-live")) {
    const events = new EventSource("/sandbox/events/stream");
    let wasOpen = false;
    events.onopen = () => {
      dot.className = "dot on";
      if (wasOpen) soon();
      wasOpen = true;
    };
    events.onerror = lost;
    events.onmessage = (message) => {
      said.textContent = words(JSON.parse(message.data));
      soon();
    };
    addEventListener("pagehide", () => events.close());
  }

  // Sends a form without leaving the page, so that a reader keeps the focus.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.method !== "post" || form.hasAttribute("data-plain")) return;
    event.preventDefault();
    const action = button?.getAttribute("formaction") || form.getAttribute("action") || location.href;
    try {
      const response = await fetch(action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
      show(await response.text());
      const notice = main.querySelector(".notice");
      if (notice) said.textContent = notice.textContent;
      if (!button?.isConnected) notice?.focus();
      if (response.redirected && new URL(response.url).pathname !== location.pathname) {
        history.pushState(null, "", response.url.replace(/[?&]notice=\d+/, ""));
        shown = location.pathname;
      }
    } catch {
      lost();
    }
  });
  let shown = location.pathname;
  addEventListener("popstate", () => location.pathname !== shown && location.reload());

  let started = performance.now();
  if (clock) setInterval(() => {
    const { now, speed } = clock.dataset;
    const time = new Date(Number(now) + (performance.now() - started) * Number(speed));
    if (!Number.isNaN(time.getTime())) clock.textContent = time.toISOString().slice(0, 19).replace("T", " ");
  }, 500);
})();
