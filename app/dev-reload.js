
// Put at the end of the browser's half by `build-site dev` alone: `scripts/dev` writes down when it started a server, and
// the page is loaded anew when that is another one.
let started;
setInterval(async () => {
  const answer = await fetch("/pkg/started.txt", { cache: "no-store" }).catch(() => undefined);
  if (!answer?.ok) return;
  const now = await answer.text();
  if (started !== undefined && started !== now) location.reload();
  started = now;
}, 500);
