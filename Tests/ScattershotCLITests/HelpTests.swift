import Testing

@Suite struct HelpTests {
    private static let work = [
        "--threads", "--pin", "--kernel", "--shards", "--block-bytes", "--prefetch", "--max-line-bytes",
        "--max-line-tokens", "--max-sentence-lines", "--max-sentence-bytes",
    ]
    private static let settings = ["--settings", "--no-settings"]
    private static let trial = ["<model>", "<input>", "--input-mib", "--quiet", "-q"]
    private static let model = ["--model", "-m", "--no-mmap"]
    private static let options: [String: [String]] = [
        "train": [
            "--format", "--model", "-m", "--dev", "--preset", "--seed", "--epochs", "--numbers",
            "--digit-factor",
            "--penalty",
            "--margin", "--noise", "--samples", "--start", "--min-updates", "--min-spans", "--layers",
            "--tokens", "--input-tokens", "--output-tokens", "--max-emissions", "--emit", "--min-chunks",
            "--alternatives", "--keys", "--history", "--graphs", "--graph-choice", "--unlabelled",
            "--classes", "--permute",
            "--json",
            "--quiet", "-q", "<train>",
            "--node", "--borrow", "--no-borrow", "--ties", "--min-rank", "--damping", "--teleport",
            "--checkpoint", "--checkpoint-every", "--resume", "--shard",
        ] + work + settings,
        "merge": ["--base", "--output", "-o", "--checkpoint", "--json", "--quiet", "-q", "<shards>"],
        "permute": [
            "--output", "-o", "--resume", "--seed", "--rounds", "--min-count", "--contexts",
            "--keys-per-token",
            "--weights", "--max-line-bytes", "--json", "--quiet", "-q", "<texts>",
        ],
        "infer": [
            "--output", "-o", "--shard", "--jsonl", "--trace", "--on-error", "--line-buffered", "--stats",
            "--quiet", "<input>", "--beam", "--max-graph-steps",
        ] + model + work + settings,
        "evaluate": ["--alternatives", "--beam", "--json", "--quiet", "<gold>"] + model + work + settings,
        "tune": [
            "--budget", "--run-seconds", "--repeat", "--output", "-o", "--dry-run", "--json", "--html",
            "--exhaustive",
        ]
            + trial
            + work,
        "compare": ["--format", "--repeat", "--seconds", "--with", "--files-only"] + trial,
        "generate": ["learn", "write", "score"],
        "graph": [
            "list", "show", "add", "edit", "disable", "enable", "remove", "use", "test", "find", "invert",
        ],
        "graph use": ["--output", "-o", "<use>"] + model,
        "graph find": [
            "--train", "--validation", "--test", "--searches", "--output", "-o", "--json", "--quiet", "-q",
            "<text>",
        ] + model,
        "graph invert": [
            "--model", "-m", "--phrase", "--words", "--seed", "--budget", "--json", "--quiet", "-q",
            "<source>",
            "<target>",
        ],
        "graph list": ["--plain", "--history", "--json"] + model,
        "graph show": ["<number>"] + model,
        "graph add": ["--file", "--before", "--output", "-o", "<text>"] + model,
        "graph edit": ["--output", "-o", "<number>", "<text>"] + model,
        "graph disable": ["--output", "-o", "<numbers>"] + model,
        "graph enable": ["--output", "-o", "<numbers>"] + model,
        "graph remove": ["--output", "-o", "<numbers>"] + model,
        "graph test": ["--with", "--json", "--quiet", "-q", "<data>"] + model,
        "inspect": ["--layers", "--states", "--rows", "--layer", "--dictionary", "--json", "<model>"],
        "explain": ["--position", "--json", "<input>"] + model,
        "encode": [
            "--output", "-o", "--format", "--tokens", "--seed", "--noise", "--amplitude", "--streams",
            "--samples",
            "--threads", "--compare", "--json", "--quiet", "-q", "<input>",
        ],
        "decode": ["--output", "-o", "--json", "--quiet", "-q", "<input>"],
        "align": [
            "--model", "-m", "--tokens", "--input-tokens", "--output-tokens", "--max-emissions",
            "--max-line-bytes", "--json", "--quiet", "-q", "<input>",
        ],
        "bench-report": ["--results", "--check", "--json", "<pages>"],
        "system": ["--json"],
    ]

    @Test(arguments: options.keys.sorted()) func everyOptionIsExplained(command: String) throws {
        let lab = try CommandLab()
        let help = try lab.run("scattershot \(command) --help")
        #expect(help.status == 0)
        #expect(help.error == "")
        for option in Self.options[command, default: []] + ["--help", "--version"] {
            #expect(help.output.contains(option), "\(command) --help does not mention \(option)")
        }
        #expect(try lab.run("scattershot help \(command)").output == help.output)
    }

    @Test func theOverviewNamesCommandsAndExitCodes() throws {
        let lab = try CommandLab()
        let help = try lab.run("scattershot --help").output
        for command in Self.options.keys where !command.contains(" ") {
            #expect(help.contains("  \(command) "))
        }
        for code in ["64", "65", "66", "74", "130", "143"] { #expect(help.contains(code)) }
        #expect(try lab.run("scattershot").output.contains("SUBCOMMANDS"))
    }

    @Test func theVersionIsThatOfTheLibrary() throws {
        let lab = try CommandLab()
        #expect(try lab.run("scattershot --version").output == libraryVersion + "\n")
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func completions(shell: String) throws {
        let lab = try CommandLab()
        let script = try lab.run("scattershot --generate-completion-script \(shell)")
        #expect(script.status == 0)
        for word in ["scattershot", "train", "infer", "evaluate", "inspect", "explain", "system", "on-error"]
        {
            #expect(script.output.contains(word), "\(shell): \(word)")
        }
        try lab.write("script", script.output)
        // Shells that are here check their script; the others cannot.
        let checked = try lab.run("if command -v \(shell) > /dev/null; then \(shell) -n script; fi")
        #expect(checked.status == 0, "\(checked.error)")
    }
}
