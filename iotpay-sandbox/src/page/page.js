// Keeps the page up to date. Without this script, every page still works after a reload.
(() => {
  "use strict";
  const main = document.getElementById("main");
  const said = document.getElementById("said");
  const dot = document.getElementById("live");
  const clock = document.getElementById("clock");
  const isLive = main.hasAttribute("data-live");

  // Turns one element into another without losing the focus, open details and typed text.
  const become = (old, now) => {
    // Someone reads or uses an event, which never changes.
    const isInUse = () => old.querySelector("details[open]") || old.contains(document.activeElement);
    if (old.isEqualNode(now) || old.id?.startsWith("event-") && isInUse()) return old;
    if (old.nodeName !== now.nodeName || (old.id || now.id) && old.id !== now.id) {
      old.replaceWith(now);
      return now;
    }
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== now.nodeValue) old.nodeValue = now.nodeValue;
      return old;
    }
    for (const { name } of [...old.attributes]) {
      const isOwn = name === "open" && old.nodeName === "DETAILS" || name === "tabindex";
      if (!now.hasAttribute(name) && !isOwn) old.removeAttribute(name);
    }
    for (const { name, value } of now.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    // Removed first: an element that is moved loses the focus.
    const wanted = new Set([...now.children].map((child) => child.id));
    for (const child of [...old.children]) if (child.id && !wanted.has(child.id)) child.remove();
    const named = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
    let at = old.firstChild;
    for (const child of [...now.childNodes]) {
      const known = child.id && named.get(child.id);
      if (known) {
        // White space between elements has no id.
        while (at && at !== known && !at.id) {
          const next = at.nextSibling;
          at.remove();
          at = next;
        }
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

  // Shows a page; returns false if the text is none.
  const show = (text, keepsNotice) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const now = page.getElementById("main");
    if (!now) return false;
    const notices = main.querySelector("#notice");
    if (keepsNotice && notices && !notices.querySelector("[data-lost]")) {
      now.querySelector("#notice")?.replaceWith(notices.cloneNode(true));
    }
    const focused = document.activeElement;
    const around = [];
    for (let it = main.contains(focused) && focused; it; it = it.parentElement) if (it.id) around.push(it.id);
    become(main, now);
    const time = page.getElementById("clock");
    if (time) setClock(time.dataset);
    document.title = page.title;
    // The element that had the focus may be gone: its surroundings get the focus.
    if (around.length && !main.contains(document.activeElement)) {
      const near = around.map((id) => document.getElementById(id)).find((it) => it);
      near.tabIndex = -1;
      near.focus({ preventScroll: true });
    }
    return true;
  };

  const problem = (text) => {
    const notice = Object.assign(document.createElement("p"), { className: "notice bad", textContent: text });
    notice.setAttribute("role", "alert");
    notice.dataset.lost = "";
    main.querySelector("#notice")?.replaceChildren(notice);
  };
  const silent = "The sandbox does not respond.";
  const strange = (response) => problem(`Not possible: the sandbox responded with the HTTP status ${response.status}.`);
  const connected = (isOn) => {
    if (!dot || dot.textContent === (isOn ? "live" : "offline")) return;
    dot.className = isOn ? "dot on" : "dot off";
    dot.textContent = isOn ? "live" : "offline";
    if (!isOn) said.textContent = silent;
  };

  const own = () => {
    const search = new URLSearchParams(location.search);
    search.delete("notice");
    return [location.pathname, String(search) && "?" + search];
  };
  // The start page shows the newest order: stay with it, so that a button never acts on another order.
  const address = () => {
    const [path, search] = own();
    const order = main.querySelector("[data-order]");
    const isWide = matchMedia("(min-width: 52.01rem)").matches;
    return (path === "/" && order && isWide ? "/page/orders/" + order.dataset.order : path) + search;
  };

  let timer;
  let last = 0;
  let loading = false;
  let again = false;
  // The number of forms that were sent.
  let sent = 0;
  const refresh = async () => {
    loading = true;
    last = performance.now();
    const [wanted, before] = [address(), sent];
    try {
      let response = await fetch(wanted);
      // The order is gone after a reset.
      if (response.status === 404 && location.pathname === "/") response = await fetch(own().join(""));
      const text = await response.text();
      // A form may have changed the page in the meantime.
      if (wanted !== address() || before !== sent) again = true;
      else if (!show(text, response.ok)) strange(response);
    } catch {
      setTimeout(soon, 2000);
    }
    loading = false;
    if (again) soon();
    again = false;
  };
  // Many events together cause few refreshes.
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (loading) again = true;
      else refresh();
    }, Math.max(25, last + 150 - performance.now()));
  };

  let unsaid = 0;
  let latest;
  const say = (text) => {
    latest = text;
    unsaid += 1;
    if (unsaid > 1) return;
    setTimeout(() => {
      said.textContent = unsaid > 1 ? `${unsaid} events. ${latest}` : latest;
      unsaid = 0;
    }, 500);
  };
  const words = (event) => {
    if (event.kind === "request") return `Request ${event.endpoint} ${event.reference ?? ""}: ${event.rejected ? "rejected" : "received"}`;
    if (event.kind === "changed") return `${event.subject}: ${event.change}`;
    if (event.kind === "unprocessed") return `Request ${event.path}: HTTP ${event.status}`;
    const { attempt, acknowledged, not_sent } = event.delivery;
    return `Notification ${attempt || ""}: ${acknowledged ? "" : "not "}${not_sent ? "sent" : "acknowledged"}`;
  };

  // Browsers limit the number of connections: a page that is not visible has none.
  let events;
  const close = () => {
    events?.close();
    events = undefined;
  };
  const open = () => {
    if (!isLive && !clock || events || document.hidden) return;
    events = new EventSource("/sandbox/events/stream");
    events.onopen = () => {
      connected(true);
      if (isLive) soon();
    };
    events.onerror = () => {
      connected(false);
      // The browser itself tries again only after some errors.
      if (events?.readyState === EventSource.CLOSED) {
        close();
        setTimeout(open, 2000);
      }
    };
    events.onmessage = (message) => {
      const event = JSON.parse(message.data);
      if (isLive) {
        if (dot) say(words(event));
        soon();
      } else if (event.subject === "clock") {
        fetch("/sandbox/clock").then((response) => response.json()).then(setClock, () => {});
      }
    };
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();

  // Sends a form without leaving the page, so that a reader keeps the focus.
  let sending;
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.method !== "post" || form.hasAttribute("data-plain")) return;
    event.preventDefault();
    // A double click is one click.
    if (sending === form) return;
    sending = form;
    const action = button?.getAttribute("formaction") || form.getAttribute("action") || location.href;
    try {
      const response = await fetch(action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
      const text = await response.text();
      sent += 1;
      if (show(text)) {
        const notice = main.querySelector(".notice");
        // An alert announces itself.
        if (notice && !notice.matches(".bad")) said.textContent = notice.textContent;
        if (!button?.isConnected) notice?.focus();
        if (response.redirected && new URL(response.url).pathname !== location.pathname) {
          history.pushState(null, "", response.url.replace(/[?&]notice=\d+/, ""));
          shown = location.pathname;
        }
      } else {
        strange(response);
      }
    } catch {
      problem(silent);
    }
    sending = undefined;
  });
  let shown = location.pathname;
  addEventListener("popstate", () => location.pathname !== shown && location.reload());

  let started = performance.now();
  function tick() {
    const { now, speed } = clock.dataset;
    const time = new Date(Number(now) + (performance.now() - started) * Number(speed));
    if (!Number.isNaN(time.getTime())) clock.textContent = time.toISOString().slice(0, 19).replace("T", " ");
  }
  function setClock({ now, speed }) {
    if (!clock) return;
    Object.assign(clock.dataset, { now, speed });
    started = performance.now();
    tick();
  }
  if (clock) setInterval(tick, 500);
})();
