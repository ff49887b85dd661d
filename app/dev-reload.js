
// Put at the end of the browser's half by `build-site dev` alone: when the server was gone and is back, it is a new one,
// and the page is loaded anew.
let wasGone = false;
setInterval(async () => {
  const isThere = await fetch("/healthz").then((answer) => answer.ok, () => false);
  if (isThere && wasGone) location.reload();
  wasGone = !isThere;
}, 300);
