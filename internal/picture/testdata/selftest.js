"use strict";
// Uses the page as a reader would and writes what it saw into the page, for
// the test to judge.
(() => {
	const press = (key, target) => {
		const e = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true});
		(target || document.body).dispatchEvent(e);
		return e.defaultPrevented;
	};
	const text = (e) => e ? e.textContent : null;

	// What the panel shows: table -> row -> value.
	const state = () => {
		const out = Object.create(null); // a row may be called __proto__
		for (const table of document.querySelectorAll("#side table")) {
			const rows = out[text(table.caption)] = Object.create(null);
			for (const tr of table.tBodies[0].rows) {
				const value = tr.querySelector("td").firstChild;
				rows[text(tr.querySelector("th")) || ""] = tr.classList.contains("gone") ? null : value.textContent;
			}
		}
		return out;
	};
	const stands = () => ({
		scrub: Number(document.getElementById("scrub").value),
		current: [...document.querySelectorAll(".step")].findIndex((b) => b.getAttribute("aria-current") === "step") + 1,
		title: text(document.querySelector("#side h2")),
	});
	const paper = () => getComputedStyle(document.body).backgroundColor;
	const inSight = () => {
		const b = document.querySelector(".step.current").getBoundingClientRect(), s = document.getElementById("scroller").getBoundingClientRect();
		return b.top >= s.top && b.bottom <= s.bottom;
	};

	const report = {colours: {system: paper()}, pictures: []};
	try {
		press("t"); report.colours.toggled = paper();
		document.getElementById("theme").click(); report.colours.back = paper();

		const tabs = document.querySelectorAll("[role=tab]").length;
		for (let n = 0; n < tabs; n++) {
			if (n > 0) press("ArrowRight", document.querySelector("[role=tab][aria-selected=true]"));
			const p = {opened: stands(), inSight: inSight(), states: [], scrubbed: []};
			report.pictures.push(p);
			p.tab = text(document.querySelector("[role=tab][aria-selected=true]"));
			p.wrong = [...document.querySelectorAll(".step")].findIndex((b) => b.classList.contains("wrong")) + 1;
			p.steps = [...document.querySelectorAll(".step")].map(text);
			p.unlabelled = [...document.querySelectorAll("button, input, [role=group], section")].filter((b) => !b.getAttribute("aria-label") && !text(b)).length;
			p.calls = [...document.querySelectorAll(".call .text")].map((e) => [...e.children].map(text).join(" "));
			p.results = [...document.querySelectorAll(".call .result")].map(text);
			p.locks = document.querySelectorAll(".lock").length;
			p.waits = document.querySelectorAll(".wait").length;
			p.arrows = document.querySelectorAll(".arrow").length;
			p.notes = [...document.querySelectorAll("#notes p")].map(text);

			p.home = press("Home") && stands();
			p.states.push(state());
			for (let i = 0; i < p.steps.length; i++) {
				p.handled = press(["j", "ArrowDown", "ArrowRight"][i % 3]);
				p.states.push(state());
				p.scrubbed.push(stands());
			}
			press("j"); p.beyond = stands();
			press("k"); press("ArrowUp"); press("ArrowLeft"); p.backThree = stands();
			press("End", document.getElementById("scrub")); p.end = stands();
			press("w"); p.reopened = stands();
			const scrub = document.getElementById("scrub");
			scrub.value = 1; scrub.dispatchEvent(new Event("input")); p.dragged = stands();
			document.querySelectorAll(".step")[1].click(); p.clicked = stands();
			p.focused = document.activeElement === document.querySelectorAll(".step")[1];
			p.left = press("x");
		}
		report.pwned = window.pwned === true;
		report.elements = document.querySelectorAll("main b, header b, img, iframe, link").length;
	} catch (e) {
		report.error = String(e.stack || e);
	}
	const out = document.createElement("pre");
	out.id = "selftest";
	out.textContent = "[[" + encodeURIComponent(JSON.stringify(report)) + "]]";
	document.body.append(out);
})();
