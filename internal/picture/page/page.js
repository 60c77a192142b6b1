const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);

// Where the page stands: a picture, and how many of its steps are done.
let which = -1, at = 0, drawn = null;

function show(n, step) {
	const p = data.pictures[n];
	if (n !== which) {
		which = n;
		drawTabs();
		$("notes").replaceChildren(...p.notes.map((s) => el("p", {}, s)));
		if (p.replay) $("notes").append(el("p", {class: "replay"}, "again: ", el("code", {class: "mono"}, p.replay)));
		drawn = drawLanes(p, $("lanes"), (at) => { go(at); drawn.steps[at - 1].focus({preventScroll: true}); });
		$("scrub").max = p.steps.length;
		if (p.wrong) drawn.steps[p.wrong - 1].classList.add("wrong");
	}
	go(step ?? p.open, true);
}

function go(to, jump) {
	const p = data.pictures[which];
	at = Math.max(0, Math.min(p.steps.length, to));
	drawn.steps.forEach((b, i) => {
		b.classList.toggle("future", i >= at);
		const current = i === at - 1;
		b.classList.toggle("current", current);
		b.tabIndex = current || at === 0 && i === 0 ? 0 : -1;
		if (current) b.setAttribute("aria-current", "step");
		else b.removeAttribute("aria-current");
	});
	drawn.changed.forEach((c, i) => c.classList.toggle("future", i >= at));
	for (const a of drawn.arrows) {
		const on = a.from === at - 1 || a.to === at - 1;
		a.path.classList.toggle("on", on);
		a.path.classList.toggle("future", !on && a.to >= at);
	}
	drawn.now.hidden = at === 0;
	if (at > 0) drawn.now.style.top = rem(drawn.top[at - 1]);
	drawSide(p, at, $("side"), (to) => go(to));
	const text = at === 0 ? "before the first step" : `${p.tasks[p.steps[at - 1].task]}: ${p.steps[at - 1].name}`;
	$("scrub").value = at;
	$("scrub").setAttribute("aria-valuetext", `${at} of ${p.steps.length}, ${text}`);
	$("where").value = `${at} / ${p.steps.length}`;
	$("live").textContent = `Step ${at} of ${p.steps.length}, ${text}`;
	$("first").disabled = $("previous").disabled = at === 0;
	$("last").disabled = $("next").disabled = at === p.steps.length;
	try { history.replaceState(null, "", `#${which + 1}.${at}`); } catch { /* not from everywhere */ }
	reveal(jump);
}

// reveal scrolls the timeline so that the step is in sight, with some of what
// comes before and after.
function reveal(jump) {
	const s = $("scroller"), u = unit(), y = at === 0 ? 0 : drawn.top[at - 1] * u, head = 44 * u;
	const margin = jump ? s.clientHeight / 3 : 90 * u;
	let to = s.scrollTop;
	if (y - margin < to) to = y - margin;
	else if (y + head + margin > to + s.clientHeight) to = y + head + margin - s.clientHeight;
	s.scrollTo({top: to, behavior: jump ? "instant" : "smooth"});
}

function drawTabs() {
	$("tabs").replaceChildren(...data.pictures.map((p, n) => el("button", {
		type: "button", role: "tab", id: "tab" + n, "aria-selected": String(n === which), "aria-controls": "picture",
		tabindex: n === which ? "0" : "-1", class: p.bad ? "bad" : "good", on: {click: () => show(n)},
	}, el("i", {class: "dot"}), p.title, p.outcome && el("em", {}, p.outcome))));
	$("picture").setAttribute("aria-labelledby", "tab" + which);
}

// dark reports whether the page is dark: the system decides until somebody
// has pressed the button.
const system = matchMedia("(prefers-color-scheme: dark)");
let chosen = "";
const dark = () => chosen ? chosen === "dark" : system.matches;

function paint() {
	document.documentElement.style.colorScheme = chosen || "light dark";
	$("theme").textContent = dark() ? "☀ light" : "☾ dark";
	$("theme").setAttribute("aria-label", dark() ? "Use light colours" : "Use dark colours");
}

function toggle() {
	chosen = dark() ? "light" : "dark";
	try { localStorage.setItem("boundif-theme", chosen); } catch { /* not from everywhere */ }
	paint();
}

const keys = {
	ArrowDown: () => go(at + 1), ArrowRight: () => go(at + 1), j: () => go(at + 1),
	ArrowUp: () => go(at - 1), ArrowLeft: () => go(at - 1), k: () => go(at - 1),
	Home: () => go(0), End: () => go(data.pictures[which].steps.length),
	w: () => go(data.pictures[which].open, true), t: toggle,
};

function onKey(e) {
	if (e.ctrlKey || e.metaKey || e.altKey) return;
	const onTab = e.target.getAttribute?.("role") === "tab";
	if (onTab && (e.key === "ArrowLeft" || e.key === "ArrowRight")) {
		const n = data.pictures.length;
		show((which + (e.key === "ArrowRight" ? 1 : n - 1)) % n);
		$("tab" + which).focus();
	} else if (keys[e.key]) {
		const onStep = e.target.classList?.contains("step");
		keys[e.key]();
		if (onStep && at > 0) drawn.steps[at - 1].focus({preventScroll: true});
	} else {
		return;
	}
	e.preventDefault();
}

function start() {
	try { chosen = localStorage.getItem("boundif-theme") || ""; } catch { /* not from everywhere */ }
	if (!["dark", "light"].includes(chosen)) chosen = "";
	paint();
	system.addEventListener("change", paint);
	$("theme").addEventListener("click", toggle);
	document.addEventListener("keydown", onKey);
	$("scrub").addEventListener("input", () => go(Number($("scrub").value)));
	$("first").addEventListener("click", keys.Home);
	$("previous").addEventListener("click", keys.k);
	$("next").addEventListener("click", keys.j);
	$("last").addEventListener("click", keys.End);
	$("tabs").hidden = data.pictures.length < 2 && !data.pictures[0]?.outcome;
	const [, n, step] = /^#(\d+)\.(\d+)$/.exec(location.hash) || [];
	const known = n && data.pictures[n - 1];
	if (data.pictures.length) show(known ? n - 1 : 0, known ? Number(step) : undefined);
}

start();
