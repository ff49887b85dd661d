// What is wrong with the layout at the present width, as sentences.
const wrong = [];
const root = document.documentElement;
const width = root.clientWidth;
const named = element => element.tagName.toLowerCase() + (element.id ? "#" + element.id : "") +
  (typeof element.className === "string" && element.className ? "." + element.className.trim().split(/\s+/).join(".") : "");
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
return wrong;
