// Pins a node and a cluster of the same id. Prints the address of each as JSON.

import { ask, main, open, seen } from "./browser.mjs";

main(async () => {
  await open();
  seen.addresses = await ask(`["node", "cluster"].map(kind => {
    select(kind === "node" ? byId.get("outputs.hosts") : N + G.clusters.findIndex(cluster => cluster.path === "outputs.hosts"));
    return location.hash;
  })`);
});
