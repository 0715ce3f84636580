// Sound and zoom for the timelines. Without this script the page shows the same, but in silence.
"use strict";

(() => {
  const UNITS = [20, 40, 80, 150, 250, 400];
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  for (const timeline of document.querySelectorAll(".timeline")) {
    const seconds = Number(timeline.dataset.seconds);
    const audio = timeline.querySelector("audio");
    const lanes = timeline.querySelector(".lanes");
    const scroll = timeline.querySelector(".scroll");
    const track = timeline.querySelector(".track");
    const cursor = timeline.querySelector(".cursor");
    const words = [...timeline.querySelectorAll(".words a")];
    let unit = 3; // place in UNITS; -1 is fitted
    let until = Infinity; // where a single word ends
    let playing = null;

    const zoom = timeline.querySelector(".zoom");
    zoom.hidden = false;
    zoom.addEventListener("click", (event) => {
      const how = event.target.dataset.zoom;
      if (!how) return;
      const middle = (scroll.scrollLeft + scroll.clientWidth / 2) / track.clientWidth;
      if (how === "in") unit = Math.min(UNITS.length - 1, unit + 1);
      if (how === "out") unit = Math.max(0, unit - 1);
      if (how === "fit") unit = -1;
      const fitted = scroll.clientWidth / seconds;
      lanes.style.setProperty("--unit", `${unit < 0 ? fitted : UNITS[unit]}px`);
      lanes.classList.toggle("fitted", unit < 0 || UNITS[unit] < 30);
      scroll.scrollLeft = middle * track.clientWidth - scroll.clientWidth / 2;
    });

    if (!audio) continue;

    const show = () => {
      const now = audio.currentTime;
      cursor.hidden = false;
      cursor.style.setProperty("--t", now);
      const at = cursor.offsetLeft - scroll.scrollLeft;
      if (!audio.paused && (at < 0 || at > scroll.clientWidth * 0.9)) {
        scroll.scrollTo({
          left: cursor.offsetLeft - scroll.clientWidth * 0.1,
          behavior: calm ? "auto" : "smooth",
        });
      }
      const word = words.find((one) => Number(one.dataset.from) <= now && now < Number(one.dataset.to));
      if (word !== playing) {
        playing?.classList.remove("playing");
        word?.classList.add("playing");
        playing = word;
      }
    };

    const run = () => {
      if (audio.currentTime >= until) {
        audio.pause();
        until = Infinity;
      }
      show();
      if (!audio.paused) requestAnimationFrame(run);
    };

    const play = (word) => {
      audio.currentTime = Number(word.dataset.from);
      until = Number(word.dataset.to);
      audio.play();
    };

    audio.addEventListener("play", run);
    audio.addEventListener("seeked", show);
    audio.addEventListener("seeking", () => {
      if (audio.currentTime > until) until = Infinity;
    });

    // One word at a time is in the tab order; the arrow keys go from word to word.
    if (words.length) words[0].tabIndex = 0;
    words.forEach((word, place) => {
      word.addEventListener("click", (event) => {
        event.preventDefault();
        play(word);
      });
      word.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        const next = words[place + step];
        if (!step || !next) return;
        event.preventDefault();
        word.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
      });
    });

    track.addEventListener("click", (event) => {
      if (event.target.closest(".words a")) return;
      const left = track.getBoundingClientRect().left;
      until = Infinity;
      audio.currentTime = ((event.clientX - left) / track.clientWidth) * seconds;
      show();
    });
  }
})();
