import { expect, test } from "vitest";
import { Router } from ".";

test("going back leads where one was, record and all", () => {
  const router = new Router({ view: "start" });
  router.go("catalogue", { record: "artefact:1" });
  router.go("photos");
  router.back();
  expect(router.current).toEqual({ view: "catalogue", record: "artefact:1" });
  router.forward();
  expect(router.current.view).toBe("photos");
});

test("going where one is leaves no step behind", () => {
  const router = new Router({ view: "start" });
  router.go("start");
  expect(router.canGoBack).toBe(false);
});

test("moving through a list is one step to go back, not one for each record", () => {
  const router = new Router({ view: "start" });
  router.go("catalogue", { record: "a" });
  router.replace("catalogue", { record: "b" });
  router.replace("catalogue", { record: "c" });
  router.back();
  expect(router.current.view).toBe("start");
});

test("a new way forgets the way forward", () => {
  const router = new Router({ view: "start" });
  router.go("notes");
  router.back();
  router.go("verify");
  expect(router.canGoForward).toBe(false);
});

test("the memory is bounded", () => {
  const router = new Router({ view: "start" });
  for (let at = 0; at < 500; at += 1) router.go("catalogue", { record: String(at) });
  expect(router.current.record).toBe("499");
  let steps = 0;
  while (router.canGoBack) {
    router.back();
    steps += 1;
  }
  expect(steps).toBe(99);
});
