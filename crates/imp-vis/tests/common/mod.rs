//! Graphs for tests: like those of real flakes, from a seed, the same every time.

mod dice;

use imp_vis::graph::{Edge, EdgeKind, Flag, Graph, Node, NodeKind};

pub(crate) use dice::Dice;

const PROGRAMS: [&str; 40] = [
    "firefox",
    "sway",
    "hyprland",
    "kitty",
    "alacritty",
    "nginx",
    "postgres",
    "grafana",
    "prometheus",
    "loki",
    "wireguard",
    "tailscale",
    "openssh",
    "fail2ban",
    "docker",
    "podman",
    "libvirt",
    "steam",
    "pipewire",
    "bluetooth",
    "nvidia",
    "amd",
    "zfs",
    "btrfs",
    "restic",
    "syncthing",
    "neovim",
    "git",
    "zsh",
    "fish",
    "tmux",
    "direnv",
    "python",
    "rust",
    "node",
    "agenix",
    "stylix",
    "locale",
    "fonts",
    "printing",
];
const GROUPS: [&str; 14] = [
    "desktop", "dev", "server", "hw", "net", "media", "security", "monitor", "backup", "virt",
    "shell", "games", "cloud", "lang",
];
const HOSTS: [&str; 8] =
    ["atlas", "borealis", "cygnus", "draco", "europa", "fornax", "gemini", "hydra"];
const USERS: [&str; 8] = ["alice", "bob", "root", "guest", "ci", "deploy", "media", "kid"];
const INPUTS: [&str; 12] = [
    "nixpkgs",
    "home-manager",
    "flake-parts",
    "disko",
    "agenix",
    "stylix",
    "nixos-hardware",
    "treefmt-nix",
    "impermanence",
    "nix-darwin",
    "lanzaboote",
    "nur",
];

/// A flake of about `nodes` nodes and at least `edges` edges.
pub(crate) fn flake(nodes: usize, edges: usize, seed: u64) -> Graph {
    let (nodes, edges) = parts(nodes, edges, seed);
    Graph::new(nodes, edges)
}

/// The same, before it is put in order.
pub(crate) fn parts(nodes: usize, edges: usize, seed: u64) -> (Vec<Node>, Vec<Edge>) {
    let mut dice = Dice::new(seed);
    let mut make = Make::default();
    let machines = (nodes / 18).clamp(2, 120);
    let hosts: Vec<String> = (0..machines)
        .map(|at| make.node(&format!("hosts.{}", numbered(&HOSTS, at)), NodeKind::Host))
        .collect();
    let users: Vec<String> = (0..machines)
        .map(|at| make.node(&format!("users.{}", numbered(&USERS, at)), NodeKind::User))
        .collect();
    let inputs: Vec<String> = (0..(nodes / 8).clamp(3, 150))
        .map(|at| make.node(&format!("inputs.{}", numbered(&INPUTS, at)), NodeKind::Input))
        .collect();
    for host in &hosts {
        let name = host.strip_prefix("hosts.").unwrap_or_default();
        let output = make.node(&format!("outputs.nixosConfigurations.{name}"), NodeKind::Output);
        make.edge(&output, host, EdgeKind::Member, &mut dice);
    }
    for kind in ["devShells", "packages", "checks", "formatter"] {
        let output = make.node(&format!("outputs.{kind}.default"), NodeKind::Output);
        make.edge(&output, &inputs[dice.small(inputs.len())], EdgeKind::Reference, &mut dice);
    }
    let features: Vec<String> = (0..(nodes / 12).max(3))
        .map(|at| {
            let (group, name) = (GROUPS[at / 9 % GROUPS.len()], numbered(&PROGRAMS, at * 7));
            make.node(&format!("features.{group}.{name}"), NodeKind::Feature)
        })
        .collect();

    let mut modules: Vec<String> = Vec::new();
    for class in ["nixos", "home"] {
        modules.push(make.node(&format!("modules.{class}.base"), NodeKind::Module));
    }
    while make.nodes.len() < nodes {
        let class = ["nixos", "nixos", "nixos", "home", "home", "darwin"][dice.below(6)];
        let group = GROUPS[dice.small((nodes / 25).clamp(3, GROUPS.len()))];
        let deep =
            if dice.below(9) == 0 { format!(".{}", GROUPS[dice.below(4)]) } else { String::new() };
        let name = numbered(&PROGRAMS, dice.below(PROGRAMS.len() * (1 + nodes / 800)));
        modules.push(make.node(&format!("modules.{class}.{group}{deep}.{name}"), NodeKind::Module));
    }
    make.references(&hosts, &users, &features, &modules, &inputs, edges, &mut dice);
    (make.nodes, make.edges)
}

fn numbered(names: &[&str], at: usize) -> String {
    let (name, round) = (names[at % names.len()], at / names.len());
    if round == 0 { name.to_owned() } else { format!("{name}{round}") }
}

#[derive(Default)]
struct Make {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

impl Make {
    /// Adds a node; gives its id, which is `id` or that with a number.
    fn node(&mut self, id: &str, kind: NodeKind) -> String {
        let taken = |id: &str| self.nodes.iter().any(|node| node.id == id);
        let mut name = id.to_owned();
        let mut more = 2;
        while taken(&name) {
            name = format!("{id}{more}");
            more += 1;
        }
        let mut node = Node::new(name.clone(), kind);
        if kind != NodeKind::Input {
            node.path = Some(format!("nix/registry/{}.nix", name.replace('.', "/")));
            node.line = Some(1);
        }
        self.nodes.push(node);
        name
    }

    fn edge(&mut self, from: &str, to: &str, kind: EdgeKind, dice: &mut Dice) {
        if from == to {
            return;
        }
        let path = format!("nix/registry/{}.nix", from.replace('.', "/"));
        self.edges.push(Edge::new(from, to, kind).at(path, 3 + dice.below(90) as u32));
    }

    #[expect(clippy::too_many_arguments, reason = "one list for each kind of node")]
    fn references(
        &mut self,
        hosts: &[String],
        users: &[String],
        features: &[String],
        modules: &[String],
        inputs: &[String],
        edges: usize,
        dice: &mut Dice,
    ) {
        for (at, host) in hosts.iter().enumerate() {
            self.edge(host, &users[at % users.len()], EdgeKind::Merge, dice);
            self.edge(host, "modules.nixos.base", EdgeKind::Reference, dice);
            self.edge(host, "inputs.nixpkgs", EdgeKind::Reference, dice);
            for _ in 0..5 {
                self.edge(host, &features[dice.below(features.len())], EdgeKind::Reference, dice);
                self.edge(host, &modules[dice.below(modules.len())], EdgeKind::Reference, dice);
            }
        }
        for user in users {
            self.edge(user, "modules.home.base", EdgeKind::Reference, dice);
            self.edge(user, &features[dice.below(features.len())], EdgeKind::Import, dice);
        }
        for feature in features {
            for _ in 0..3 {
                self.edge(feature, &modules[dice.below(modules.len())], EdgeKind::Reference, dice);
            }
        }
        for (at, input) in inputs.iter().enumerate().skip(1) {
            if at % 2 == 0 {
                self.edge(input, "inputs.nixpkgs", EdgeKind::Follows, dice);
            }
        }
        let orphans = modules.len() / 12;
        let used = &modules[..modules.len() - orphans];
        for module in &modules[used.len()..] {
            let found = self.nodes.iter_mut().find(|node| node.id == *module);
            found.expect("it was made").flags.insert(Flag::Orphan);
        }
        while self.edges.len() < edges {
            let from = dice.below(used.len());
            match dice.below(8) {
                0 => self.edge(
                    &used[from],
                    &inputs[dice.small(inputs.len())],
                    EdgeKind::Reference,
                    dice,
                ),
                1 => self.edge(
                    &used[from],
                    &used[dice.below(used.len()).max(from)],
                    EdgeKind::Import,
                    dice,
                ),
                2 => {
                    let host = &hosts[dice.below(hosts.len())];
                    self.edge(host, &used[from], EdgeKind::Reference, dice);
                }
                // Most modules need what is near them by name; now and then that closes a circle.
                _ => {
                    let near = (from + 1 + dice.below(12)).min(used.len() - 1);
                    let is_back = dice.below(150) == 0;
                    let (from, to) = if is_back { (near, from) } else { (from, near) };
                    self.edge(&used[from], &used[to], EdgeKind::Reference, dice);
                }
            }
        }
    }
}
