import { View } from '@seaworthy/porcupine/page';
import type { Span } from '@seaworthy/porcupine/page';

/** No closer than this, in nanoseconds: finer than a recorder's clock. */
const closest = 20_000;

/** Room left of the first and right of the last moment when the whole run is shown, as a share of it. */
const margin = 0.004;

/** The span of time that is looked at; everything on the page that has a time axis follows it. */
export function viewOfRun(duration: number): View {
  const view = new View();
  const whole = { from: -duration * margin, to: duration * (1 + margin) };
  view.reset(whole, closest, whole);
  return view;
}

/** A span around moments, with air on both sides. */
export function around(from: number, to: number, air = 0.35): Span {
  const room = Math.max((to - from) * air, 200_000);
  return { from: from - room, to: to + room };
}

/** An alarm with enough around it to see where it stands. */
export function spanOfAlarm({ from, to }: Span): Span {
  const room = Math.max((to - from) * 0.6, 150e6);
  return { from: from - room, to: to + room };
}
