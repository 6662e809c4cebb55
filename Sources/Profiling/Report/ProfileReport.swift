/// What a profile found out: the machine, the settings, where time went. It is the JSON that `scattershot profile --json`
/// prints and that `--compare` reads back; every other output is drawn from it.
///
/// Members are only ever added within one version of the schema; a reader ignores those it does not know.
public struct ProfileReport: Codable, Sendable, Equatable {
    /// Name and version of the schema.
    public static let currentSchema = "scattershot.profile/1"

    /// Name and version of the schema that this report follows.
    public var schema = ProfileReport.currentSchema
    /// What was profiled, for example "infer" or "train".
    public var subject: String
    /// Version of the program.
    public var version: String
    /// Start of the run, ISO 8601 in UTC.
    public var date: String
    /// The machine.
    public var machine: MachineFacts
    /// The settings, names and values as the command line writes them.
    public var settings: [Setting]
    /// The run as a whole.
    public var run: RunFacts
    /// Stages in the order of the work; waiting comes last. Their times add up to wall time × workers.
    public var stages: [StageFacts]
    /// What look-ups did, by table or layer.
    public var lookups: [LookupFacts]
    /// What the workers of the pool did.
    public var workers: [WorkerFacts]
    /// Memory and allocations.
    public var memory: MemoryFacts
    /// Hardware counters.
    public var counters: CounterFacts
    /// One track for each worker, for the timeline.
    public var timeline: [TimelineTrack]
    /// Remarks for the reader, one sentence each: what was sampled, cut or not available.
    public var notes: [String]

    /// A report from its parts.
    public init(
        subject: String, version: String, date: String, machine: MachineFacts, settings: [Setting],
        run: RunFacts,
        stages: [StageFacts], lookups: [LookupFacts], workers: [WorkerFacts], memory: MemoryFacts,
        counters: CounterFacts, timeline: [TimelineTrack], notes: [String]
    ) {
        self.subject = subject
        self.version = version
        self.date = date
        self.machine = machine
        self.settings = settings
        self.run = run
        self.stages = stages
        self.lookups = lookups
        self.workers = workers
        self.memory = memory
        self.counters = counters
        self.timeline = timeline
        self.notes = notes
    }
}

/// A setting and its value.
public struct Setting: Codable, Sendable, Equatable {
    /// Name as an option has it, without dashes, for example "threads".
    public var name: String
    /// Value as the command line writes it.
    public var value: String

    /// A setting.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
