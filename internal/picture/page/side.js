// drawSide fills the panel: the step at which the page stands, and the state
// after it. at counts the steps done.
function drawSide(p, at, root, go) {
	const open = root.querySelector("details")?.open;
	root.replaceChildren(stepCard(p, at, go), stateTables(p, at), legend(open));
}

function stepCard(p, at, go) {
	if (at === 0) {
		return el("section", {class: "card"}, el("h2", {}, "Before the first step"),
			el("p", {class: "says"}, "The scene is set; no task has run."));
	}
	const i = at - 1, s = p.steps[i];
	const card = el("section", {class: "card lane-" + s.task % 8},
		el("p", {class: "who"}, `Step ${at} · ${p.tasks[s.task]}`),
		el("h2", {class: "mono"}, s.name));
	if (s.says) card.append(el("p", {class: "says"}, s.says));
	const facts = el("dl");
	const fact = (name, ...value) => facts.append(el("dt", {}, name), el("dd", {}, ...value));
	if (s.kernel) fact("in Linux", el("span", {class: "mono"}, s.kernel));
	const call = p.calls.find((c) => c.task === s.task && c.first >= 0 && c.first <= i && i <= c.last);
	if (call) fact("part of", el("span", {class: "mono"}, call.text + (call.done ? " = " + call.result : "")));
	if (s.touched.length) {
		fact("touches", el("ul", {class: "mono"}, ...s.touched.map((t) => {
			const [what, ...cell] = t.split(" ");
			return el("li", {}, el("span", {class: "what " + what}, what), " " + cell.join(" "));
		})));
	}
	const link = (n) => el("button", {type: "button", class: "link", on: {click: () => go(n + 1)}},
		el("span", {class: "lane-" + p.steps[n].task % 8}, `${n + 1} ${p.tasks[p.steps[n].task]}`), ` ${p.steps[n].name}`);
	const list = (steps) => el("ul", {}, ...steps.map((n) => el("li", {}, link(n))));
	if (s.after.length) fact("comes after", list(s.after));
	const later = p.steps.flatMap((o, n) => o.after.includes(i) ? [n] : []);
	if (later.length) fact("comes before", list(later));
	const waited = p.waits.filter((w) => w.task === s.task && w.last < i && !p.steps.some((o, n) => n > w.last && n < i && o.task === s.task));
	if (waited.length) fact("had waited for", el("span", {class: "mono"}, waited.map((w) => w.for).join("; ")));
	const waiting = p.waits.filter((w) => w.first <= i && i <= w.last);
	if (waiting.length) fact("cannot run now", el("ul", {}, ...waiting.map((w) => el("li", {}, `${p.tasks[w.task]} waits for `, el("span", {class: "mono"}, w.for)))));
	card.append(facts);
	return card;
}

// stateTables is a table per group of fields, in which what the step changed
// stands out.
function stateTables(p, at) {
	const value = (at) => at === 0 ? p.start : p.steps[at - 1].values;
	const now = value(at), before = at === 0 ? now : value(at - 1);
	const root = el("section", {class: "state"}, el("h2", {class: "hidden"}, "State after this step"));
	for (const group of new Set(p.fields.map((f) => f.group))) {
		const body = el("tbody");
		let letters = 0;
		p.fields.forEach((f, n) => {
			if (f.group !== group) return;
			letters = Math.max(letters, ...[p.start, ...p.steps.map((s) => s.values)].map((v) => f.name.length + (v[n] ?? "").length));
			const changed = now[n] !== before[n];
			body.append(el("tr", {class: (changed ? "changed" : "") + (now[n] === null ? " gone" : "")},
				f.name && el("th", {scope: "row"}, f.name),
				el("td", {colspan: f.name ? false : 2}, now[n] ?? "–", changed && before[n] !== null ? el("s", {"aria-label": "was " + before[n]}, before[n]) : null)));
		});
		root.append(el("table", {class: letters > 14 ? "mono wide" : "mono"}, el("caption", {}, group), body));
	}
	return root;
}

function legend(open) {
	return el("details", {open}, el("summary", {}, "How to read the lanes"), el("ul", {},
		el("li", {}, "A box is a system call, with what it returned below its steps."),
		el("li", {}, "A bar at the right of a lane is a mutex, from the step that took it to the one that freed it."),
		el("li", {}, "A hatched bar at the left is a task that cannot run."),
		el("li", {}, "An arrow leads to a step that comes after another task's, because both touch the same state. Steps that no arrows connect could have come in the other order.")));
}
