using Workerd = import "/workerd/workerd.capnp";

# --directory-path and --socket-addr give the places of "disk" and "http".
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "disk", disk = (writable = true)),
  ],
  sockets = [(name = "http", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  compatibilityDate = "2026-07-01",
  modules = [
    (name = "server.js", esModule = embed "server.js"),
    (name = "fib.js", esModule = embed "../fib.js"),
    (name = "schema.js", esModule = embed "../schema.js"),
    (name = "10k.txt", text = embed "../static/10k.txt"),
    (name = "1m.txt", text = embed "../static/1m.txt"),
  ],
  durableObjectNamespaces = [(className = "App", uniqueKey = "hbf-bench", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [(name = "APP", durableObjectNamespace = "App")],
);
