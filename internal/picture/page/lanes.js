"use strict";

// el makes an element. Text only ever becomes text: nothing in a trace is
// taken for markup.
function el(tag, attrs, ...children) {
	const svg = ["svg", "path", "defs", "marker"].includes(tag);
	const e = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
	for (const [k, v] of Object.entries(attrs || {})) {
		if (k === "style") Object.assign(e.style, v);
		else if (k === "on") for (const [type, fn] of Object.entries(v)) e.addEventListener(type, fn);
		else if (v !== undefined && v !== false) e.setAttribute(k, v === true ? "" : v);
	}
	e.append(...children.filter((c) => c !== undefined && c !== null));
	return e;
}

// Sizes of the drawing, in sixteenths of a rem. They are as large as the text
// and do not depend on anything else, so the arrows fit wherever the page is
// shown or printed.
const size = {row: 28, head: 26, line: 19, result: 26, gap: 10, gutter: 44, between: 64, bar: 16, wrap: 46};

const rem = (n) => Math.round(n) / 16 + "rem";
const unit = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

// mono is the width of a letter of the fixed font.
function mono() {
	const probe = el("span", {class: "mono probe"}, "0".repeat(100));
	document.body.append(probe);
	const w = probe.getBoundingClientRect().width / 100 / unit();
	probe.remove();
	return w;
}

// wrapped breaks a text into lines of at most n letters, at spaces if it can.
function wrapped(text, n) {
	const lines = [];
	let line = "";
	for (const word of text.split(" ")) {
		let rest = line === "" ? word : line + " " + word;
		if (rest.length > n && line !== "") {
			lines.push(line);
			rest = word;
		}
		for (; rest.length > n; rest = rest.slice(n)) lines.push(rest.slice(0, n));
		line = rest;
	}
	lines.push(line);
	return lines;
}

// rows are the lines of the drawing from top to bottom: a call stands above
// its steps, what it returned below them.
function rowsOf(p) {
	const rows = [];
	p.steps.forEach((s, i) => {
		for (const c of p.calls) if (c.first === i) rows.push({kind: "call", call: c});
		rows.push({kind: "step", step: i});
		for (const c of p.calls) {
			if (c.last !== i || !c.done) continue;
			if (c.first < 0) rows.push({kind: "call", call: c});
			rows.push({kind: "result", call: c});
		}
	});
	let y = size.gap;
	for (const r of rows) {
		if (r.kind === "call") {
			r.lines = wrapped(r.call.text, size.wrap);
			r.h = size.head + size.line * (r.lines.length - 1);
			y += 4;
		} else {
			r.h = r.kind === "step" ? size.row : size.result;
		}
		r.y = y;
		y += r.h + (r.kind === "result" ? 6 : 0);
	}
	rows.bottom = y + size.gap;
	return rows;
}

// lanesOf says where the lane of each task is.
function lanesOf(p, rows, ch) {
	let x = size.gutter;
	return p.tasks.map((name, k) => {
		let letters = Math.max(name.length, 12);
		for (const s of p.steps) if (s.task === k) letters = Math.max(letters, s.name.length + 2);
		for (const r of rows) if (r.kind === "call" && r.call.task === k) letters = Math.max(letters, ...r.lines.map((l) => l.length));
		const deep = 1 + Math.max(-1, ...p.locks.filter((l) => l.task === k).map((l) => l.depth));
		const lane = {x, text: letters * ch + 40, bars: deep * size.bar};
		lane.w = lane.text + lane.bars + 8;
		x += lane.w + size.between;
		return lane;
	});
}

// changesOf is the fields that step i changed, as text.
function changesOf(p, i) {
	const before = i === 0 ? p.start : p.steps[i - 1].values;
	return p.fields.flatMap((f, n) => {
		const a = before[n], b = p.steps[i].values[n];
		if (a === b) return [];
		return [`${f.name || f.group}: ${a ?? "–"} → ${b ?? "–"}`];
	}).join(" · ");
}

// drawLanes draws everything that does not change from step to step, and
// returns the elements that show where the page stands.
function drawLanes(p, root, go) {
	const ch = mono(), rows = rowsOf(p), lanes = lanesOf(p, rows, ch);
	const mid = [], top = [], low = [];
	for (const r of rows) if (r.kind === "step") { top[r.step] = r.y; mid[r.step] = r.y + r.h / 2; low[r.step] = r.y + r.h; }
	const changes = p.steps.map((s, i) => changesOf(p, i));
	const right = lanes.length ? lanes.at(-1).x + lanes.at(-1).w : size.gutter;
	const width = right + 24 + Math.min(Math.max(18, ...changes.map((c) => c.length)), 40) * ch;
	root.replaceChildren();
	root.style.minWidth = rem(width);
	root.parentElement.style.setProperty("--print-zoom", Math.min(1, 690 / width, Math.max(0.5, 820 / (rows.bottom + 44))).toFixed(3));

	const heads = el("div", {class: "heads"});
	p.tasks.forEach((name, k) => heads.append(el("div", {class: "head lane-" + k % 8, style: {left: rem(lanes[k].x), width: rem(lanes[k].w)}}, name)));
	heads.append(el("div", {class: "head changes", style: {left: rem(right + 24)}}, "what changed"));
	const body = el("div", {class: "body", role: "group", "aria-label": "Steps, in the order in which they ran", style: {height: rem(rows.bottom)}});
	root.append(heads, body);

	const now = el("div", {class: "now"});
	body.append(now);
	lanes.forEach((l, k) => body.append(el("div", {class: "lane lane-" + k % 8, style: {left: rem(l.x), width: rem(l.w)}})));
	drawCalls(p, body, rows, lanes);
	for (const l of p.locks) {
		const lane = lanes[l.task], until = l.freed ? mid[l.last] : rows.bottom;
		body.append(el("div", {
			class: "lock lane-" + l.task % 8 + (l.freed ? "" : " open"), title: `${p.tasks[l.task]} holds ${l.name}`,
			style: {left: rem(lane.x + lane.text + 4 + l.depth * size.bar), top: rem(mid[l.first]), height: rem(until - mid[l.first])},
		}, until - mid[l.first] > (l.name.length + 1) * 7 ? el("span", {}, l.name) : ""));
	}
	for (const w of p.waits) {
		const lane = lanes[w.task], own = p.steps.findIndex((s, i) => i > w.last && s.task === w.task);
		const from = p.steps[w.first].task === w.task ? low[w.first] : top[w.first]; // not over the step before
		const until = own < 0 ? rows.bottom : top[own];
		body.append(el("div", {
			class: "wait lane-" + w.task % 8, title: `${p.tasks[w.task]} waits for ${w.for}`,
			style: {left: rem(lane.x + 16), top: rem(from + 3), height: rem(until - from - 4)},
		}, el("span", {style: {maxWidth: rem(lane.text - 36)}}, "waits for " + w.for)));
	}
	const changed = p.steps.map((s, i) => el("div", {class: "change mono", title: changes[i], style: {left: rem(right + 24), top: rem(top[i])}}, changes[i]));
	const steps = p.steps.map((s, i) => {
		const b = el("button", {
			type: "button", class: "step mono lane-" + s.task % 8, tabindex: "-1",
			"aria-label": `Step ${i + 1}, ${p.tasks[s.task]}: ${s.name}` + (changes[i] ? `; changes ${changes[i]}` : ""),
			title: [s.kernel, ...s.touched].filter(Boolean).join("\n"),
			style: {left: rem(lanes[s.task].x + 8), top: rem(top[i] + 2)}, on: {click: () => go(i + 1)},
		}, el("i", {class: "dot"}), s.name);
		body.append(el("div", {class: "number mono", style: {top: rem(top[i])}}, String(i + 1)), b, changed[i]);
		return b;
	});
	const arrows = drawArrows(p, body, rows.bottom, width, steps, mid);
	return {top, steps, changed, arrows, now};
}

function drawCalls(p, body, rows, lanes) {
	for (const head of rows) {
		if (head.kind !== "call") continue;
		const c = head.call, lane = lanes[c.task];
		const end = rows.find((r) => r.kind === "result" && r.call === c);
		const bottom = end ? end.y + end.h : rows.bottom;
		const box = el("div", {
			class: "call lane-" + c.task % 8 + (c.failed ? " failed" : "") + (c.done ? "" : " open"),
			style: {left: rem(lane.x + 2), width: rem(lane.w - 4), top: rem(head.y), height: rem(bottom - head.y)},
		});
		const text = el("div", {class: "text mono"});
		head.lines.forEach((line) => text.append(el("div", {}, line)));
		box.append(text);
		if (end) box.append(el("div", {class: "result mono"}, "= " + c.result));
		body.append(box);
	}
}

// drawArrows draws who comes after whom. An arrow ends beside the name of its
// step, on the side that the other lane is on.
function drawArrows(p, body, height, width, steps, mid) {
	const svg = el("svg", {class: "arrows", width: rem(width), height: rem(height), viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true"});
	const marker = (id) => el("marker", {id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse"},
		el("path", {d: "M0 0.8 L8 4 L0 7.2 z", class: id}));
	svg.append(el("defs", {}, marker("tip"), marker("tip-on")));
	const u = unit(), side = (b, right) => right ? (b.offsetLeft + b.offsetWidth) / u + 2 : b.offsetLeft / u - 2;
	const arrows = [];
	p.steps.forEach((s, to) => s.after.forEach((from) => {
		const rightwards = s.task > p.steps[from].task;
		const x1 = side(steps[from], rightwards), x2 = side(steps[to], !rightwards);
		const bend = Math.max(36, Math.abs(x2 - x1) * 0.45) * (rightwards ? 1 : -1);
		const path = el("path", {class: "arrow", d: `M${x1} ${mid[from]} C${x1 + bend} ${mid[from]} ${x2 - bend} ${mid[to]} ${x2} ${mid[to]}`});
		svg.append(path);
		arrows.push({from, to, path});
	}));
	body.append(svg);
	return arrows;
}
