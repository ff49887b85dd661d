// What is wrong with the layout at the present width, as sentences.
const wrong = [];
const root = document.documentElement;
const width = root.clientWidth;
const named = element => element.tagName.toLowerCase() + (element.id ? "#" + element.id : "") +
  (element.getAttribute("class") ? "." + element.getAttribute("class").trim().split(/\s+/).join(".") : "");
const isHidden = element => element.closest(".visually-hidden, [hidden]") !== null || !element.checkVisibility();

if (root.scrollWidth > width) {
  const beyond = [...document.querySelectorAll("body *")].filter(element => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > width + 1 && !isHidden(element);
  });
  wrong.push("at " + width + " px the page is " + root.scrollWidth + " px wide: " + beyond.slice(0, 5).map(named).join(", "));
}

// Words that are cut off: tone marks above and vowels below the line need their room.
const thai = /[\u0e00-\u0e7f]/;
for (const element of document.querySelectorAll("body *")) {
  const own = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data).join("").trim();
  if (own === "" || isHidden(element)) continue;
  const style = getComputedStyle(element);
  const cuts = overflow => overflow === "hidden" || overflow === "clip";
  if (cuts(style.overflowY) && element.scrollHeight > element.clientHeight + 1) wrong.push("cut off below: " + named(element) + " “" + own.slice(0, 40) + "”");
  // A name that is shortened for all to see, and stands whole in its title, is not cut off.
  const isShortened = style.textOverflow === "ellipsis" && element.title.trim() === own;
  if (!isShortened && cuts(style.overflowX) && element.scrollWidth > element.clientWidth + 1) wrong.push("cut off at the side: " + named(element) + " “" + own.slice(0, 40) + "”");
  const lines = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
  if (thai.test(own) && lines < 1.3) wrong.push("lines " + lines.toFixed(2) + " apart: " + named(element) + " “" + own.slice(0, 40) + "”");
}

// What is said beside a word in one line is apart from it.
for (const beside of document.querySelectorAll(".table__sub")) {
  if (isHidden(beside) || !getComputedStyle(beside).display.startsWith("inline") || beside.textContent.trim() === "") continue;
  const said = new Range();
  said.setStart(beside.parentElement, 0);
  said.setEndBefore(beside);
  const before = said.toString();
  if (/\S$/.test(before) && /^\S/.test(beside.textContent)) wrong.push("at " + width + " px not apart: " + named(beside) + " “" + before.slice(-20) + beside.textContent.slice(0, 20) + "”");
}

// Words in drawings stand inside of what is drawn, and none on another. What is hidden from readers of screens is decoration.
// The box of a line has room above and below its letters, so that two lines may share a little of it.
const shared = (one, other) => ({
  across: Math.min(one.right, other.right) - Math.max(one.left, other.left),
  down: Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top),
});
for (const drawing of document.querySelectorAll("svg")) {
  if (drawing.closest("[aria-hidden=true]") || isHidden(drawing)) continue;
  const frame = drawing.getBoundingClientRect();
  const words = [...drawing.querySelectorAll("text")]
    .filter(text => text.closest("[aria-hidden=true]") === null && text.textContent.trim() !== "" && text.checkVisibility())
    .map(text => ({ said: "“" + text.textContent.trim().slice(0, 40) + "”", box: text.getBoundingClientRect() }))
    .filter(word => word.box.width > 0);
  for (const [place, { said, box }] of words.entries()) {
    const isBeyond = box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
    if (isBeyond) wrong.push("at " + width + " px beyond its drawing: " + named(drawing) + " " + said);
    for (const other of words.slice(place + 1)) {
      const { across, down } = shared(box, other.box);
      const least = Math.min(box.height, other.box.height);
      if (across > 1 && down > least / 5) wrong.push("at " + width + " px on one another: " + named(drawing) + " " + said + " and " + other.said);
    }
  }
}
// Names along an axis are apart from their neighbours, so that they do not read as one word.
for (const drawing of document.querySelectorAll(".chart svg:not(.radar)")) {
  if (isHidden(drawing)) continue;
  const names = [...drawing.querySelectorAll(".chart__label--middle")]
    .filter(name => name.checkVisibility() && name.textContent.trim() !== "")
    .map(name => ({ said: "“" + name.textContent.trim() + "”", box: name.getBoundingClientRect() }));
  for (const [place, { said, box }] of names.entries()) {
    for (const other of names.slice(place + 1)) {
      const { across, down } = shared(box, other.box);
      if (across <= 0 && across > -8 && down > box.height / 2) wrong.push("at " + width + " px only " + (-across).toFixed(1) + " px apart: " + said + " and " + other.said);
    }
  }
}
// Words on a drawing whose lines go anywhere are over the lines, and set off from them.
for (const word of document.querySelectorAll(".radar text")) {
  if (isHidden(word)) continue;
  const box = word.getBBox();
  const spots = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap(across =>
    [0.3, 0.5, 0.7].map(down => new DOMPoint(box.x + box.width * across, box.y + box.height * down)));
  const style = getComputedStyle(word);
  const isSetOff = style.paintOrder.startsWith("stroke") && style.stroke !== "none" && parseFloat(style.strokeWidth) > 2;
  for (const line of word.ownerSVGElement.querySelectorAll("path")) {
    if (!spots.some(spot => line.isPointInStroke(spot))) continue;
    const isUnder = word.compareDocumentPosition(line) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (isUnder || !isSetOff) wrong.push("at " + width + " px under a line: " + named(word) + " “" + word.textContent.trim() + "”");
  }
}
// Names that stand upright over columns keep to their column.
for (const name of document.querySelectorAll(".matrix__name")) {
  if (isHidden(name)) continue;
  const [box, frame] = [name.getBoundingClientRect(), name.closest("th").getBoundingClientRect()];
  const isBeyond = box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  if (isBeyond) wrong.push("at " + width + " px beyond its column: " + named(name) + " “" + name.textContent.trim().slice(0, 40) + "”");
}
// Where the ink of a word in a drawing is, as far as its font says: its box has room above and below.
const inkOf = word => {
  const pen = document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(word);
  pen.font = style.fontWeight + " " + style.fontSize + " " + style.fontFamily;
  const { actualBoundingBoxAscent: above, actualBoundingBoxDescent: below } = pen.measureText(word.textContent.trim());
  const [box, base] = [word.getBBox(), Number(word.getAttribute("y"))];
  return { left: box.x, right: box.x + box.width, top: base - above, bottom: base + below };
};
// What a tile is shaded for is told by words or a shape on it as well, and its words stay on it, and off the shape.
for (const tile of document.querySelectorAll(".map__tile[data-step], .map__tile[data-status]")) {
  if (isHidden(tile)) continue;
  const words = [...tile.parentElement.querySelectorAll("text")].filter(text => text.checkVisibility());
  const said = "“" + words.map(word => word.textContent.trim()).join(" ") + "”";
  const isTold = words.some(word => word.matches(".map__value")) || (tile.dataset.status && tile.parentElement.querySelector(".map__mark"));
  if (!isTold) wrong.push("at " + width + " px told by colour alone: " + named(tile) + " " + said);
  const mark = tile.parentElement.querySelector(".map__mark")?.getBBox();
  for (const word of mark ? words : []) {
    const { across, down } = shared(inkOf(word), { left: mark.x, right: mark.x + mark.width, top: mark.y, bottom: mark.y + mark.height });
    if (across > 0.5 && down > 0.5) wrong.push("at " + width + " px on its mark: " + named(tile) + " “" + word.textContent.trim() + "”");
  }
  const frame = tile.getBoundingClientRect();
  for (const box of words.map(word => word.getBoundingClientRect())) {
    if (box.left < frame.left - 1 || box.right > frame.right + 1) wrong.push("at " + width + " px beyond its tile: " + named(tile) + " " + said);
  }
}
// Words beside drawings: what parts mean, and the ends of an axis, stand beside or below one another.
for (const list of document.querySelectorAll(".chart__key, .legend, .bullet__ends")) {
  const words = [...list.children].filter(word => !isHidden(word)).map(word => ({ said: "“" + word.textContent.trim().slice(0, 40) + "”", box: word.getBoundingClientRect() }));
  for (const [place, { said, box }] of words.entries()) {
    for (const other of words.slice(place + 1)) {
      const { across, down } = shared(box, other.box);
      if (across > 1 && down > Math.min(box.height, other.box.height) / 5) wrong.push("at " + width + " px on one another: " + named(list) + " " + said + " and " + other.said);
    }
  }
}
return wrong;
