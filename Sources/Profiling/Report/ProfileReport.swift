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

/// The run as a whole.
public struct RunFacts: Codable, Sendable, Equatable {
    /// What items are: "tokens" or "characters" for inference, "decisions" for training.
    public var itemName: String
    /// Items of one pass.
    public var items: Int
    /// Bytes read and written in one pass.
    public var bytesIn: Int
    /// Bytes written in one pass.
    public var bytesOut: Int
    /// Nanoseconds of each measured pass, without preparation, with probes.
    public var passes: [Double]
    /// Nanoseconds of each pass that ran without probes, taken in turn with `passes`; what is compared between reports.
    public var plainPasses: [Double]
    /// Nanoseconds that loading and preparing the model took.
    public var preparation: Double
    /// Digest of the output bytes, hexadecimal; equal outputs have equal digests.
    public var outputDigest: String

    /// Facts of a run.
    public init(
        itemName: String, items: Int, bytesIn: Int, bytesOut: Int, passes: [Double], plainPasses: [Double],
        preparation: Double, outputDigest: String
    ) {
        self.itemName = itemName
        self.items = items
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.passes = passes
        self.plainPasses = plainPasses
        self.preparation = preparation
        self.outputDigest = outputDigest
    }
}

/// What one stage of the work took, over all measured passes and workers.
public struct StageFacts: Codable, Sendable, Equatable {
    /// Name, for example "search".
    public var name: String
    /// What it does, in a few words.
    public var summary: String
    /// Nanoseconds over all workers.
    public var time: Double
    /// Share of the time of all workers, 0 to 1.
    public var share: Double
    /// How often it ran.
    public var calls: Int
    /// Items it worked on: what they are is `itemName`.
    public var items: Int
    /// What its items are, for example "tokens", "keys", "rows", "bytes".
    public var itemName: String
    /// Bytes it read and wrote, as far as they are counted; nil where they are not.
    public var bytes: Int?
    /// How it reaches memory, which says what limit of the machine its bytes compare with.
    public var access: Access
    /// Nanoseconds of a call.
    public var latency: Percentiles?
    /// True for waiting: time in which nothing was done.
    public var isIdle: Bool

    /// How a stage reaches memory.
    public enum Access: String, Codable, Sendable {
        /// One address after another.
        case streaming
        /// Anywhere.
        case gathering
        /// Mostly in the first-level cache; no limit of memory applies.
        case cached
    }

    /// Facts of a stage.
    public init(
        name: String, summary: String, time: Double, share: Double, calls: Int, items: Int, itemName: String,
        bytes: Int?, access: Access, latency: Percentiles?, isIdle: Bool
    ) {
        self.name = name
        self.summary = summary
        self.time = time
        self.share = share
        self.calls = calls
        self.items = items
        self.itemName = itemName
        self.bytes = bytes
        self.access = access
        self.latency = latency
        self.isIdle = isIdle
    }

    /// Nanoseconds an item; nil without items.
    public var timePerItem: Double? { items > 0 ? time / Double(items) : nil }
}

/// Percentiles of a distribution, in nanoseconds, and the distribution itself for a plot.
public struct Percentiles: Codable, Sendable, Equatable {
    /// Values counted.
    public var count: Int
    /// Smallest value.
    public var minimum: Double
    /// Half of the values are not larger.
    public var p50: Double
    /// 90 % of the values are not larger.
    public var p90: Double
    /// 99 % of the values are not larger.
    public var p99: Double
    /// 99.9 % of the values are not larger.
    public var p999: Double
    /// Largest value.
    public var maximum: Double
    /// Bars of a histogram with a logarithmic axis, rising, without empty ones.
    public var bars: [Bar]

    /// Values from `from` to below `to`.
    public struct Bar: Codable, Sendable, Equatable {
        /// Lower end, in nanoseconds.
        public var from: Double
        /// Upper end, in nanoseconds.
        public var to: Double
        /// Values within.
        public var count: Int

        /// A bar.
        public init(from: Double, to: Double, count: Int) {
            self.from = from
            self.to = to
            self.count = count
        }
    }

    /// Percentiles.
    public init(
        count: Int, minimum: Double, p50: Double, p90: Double, p99: Double, p999: Double, maximum: Double,
        bars: [Bar]
    ) {
        self.count = count
        self.minimum = minimum
        self.p50 = p50
        self.p90 = p90
        self.p99 = p99
        self.p999 = p999
        self.maximum = maximum
        self.bars = bars
    }
}

/// What look-ups in one table, or for one layer, did.
public struct LookupFacts: Codable, Sendable, Equatable {
    /// What was looked up in, for example "token index, column 1" or "layer suffix3[0]".
    public var name: String
    /// Look-ups.
    public var lookups: Int
    /// Look-ups that found something.
    public var hits: Int
    /// Further figures with their unit, for example ("load factor", 0.87, "") or ("buckets opened", 1.2, "a look-up").
    public var figures: [Figure]

    /// A named figure.
    public struct Figure: Codable, Sendable, Equatable {
        /// What it is.
        public var name: String
        /// The value.
        public var value: Double
        /// Unit; empty for a ratio.
        public var unit: String

        /// A figure.
        public init(name: String, value: Double, unit: String) {
            self.name = name
            self.value = value
            self.unit = unit
        }
    }

    /// Facts of a table or layer.
    public init(name: String, lookups: Int, hits: Int, figures: [Figure]) {
        self.name = name
        self.lookups = lookups
        self.hits = hits
        self.figures = figures
    }
}

/// What one worker of the pool did.
public struct WorkerFacts: Codable, Sendable, Equatable {
    /// Number in the pool; 0 is the thread that called.
    public var number: Int
    /// Memory node whose tables it prefers.
    public var node: Int
    /// Processor it is kept on; nil when it is free to move.
    public var processor: Int?
    /// Blocks of work it did.
    public var blocks: Int
    /// Blocks it took that another worker had been meant for.
    public var steals: Int
    /// How often it slept for lack of work.
    public var sleeps: Int
    /// Nanoseconds of work.
    public var busy: Double
    /// Nanoseconds of waiting.
    public var idle: Double
    /// Share of sampled pages of its tables that lie on its own node, 0 to 1; nil where there is one node.
    public var localShare: Double?

    /// Facts of a worker.
    public init(
        number: Int, node: Int, processor: Int?, blocks: Int, steals: Int, sleeps: Int, busy: Double,
        idle: Double,
        localShare: Double?
    ) {
        self.number = number
        self.node = node
        self.processor = processor
        self.blocks = blocks
        self.steals = steals
        self.sleeps = sleeps
        self.busy = busy
        self.idle = idle
        self.localShare = localShare
    }
}

/// Memory and allocations.
public struct MemoryFacts: Codable, Sendable, Equatable {
    /// Most resident bytes of the process so far.
    public var peakResident: Int
    /// Bytes of heap in use after the run.
    public var heapInUse: Int?
    /// Objects allocated in one pass after the first; nil when they cannot be counted.
    public var allocationsPerPass: Int?
    /// Bytes of the model's tables.
    public var modelBytes: Int

    /// Facts of memory.
    public init(peakResident: Int, heapInUse: Int?, allocationsPerPass: Int?, modelBytes: Int) {
        self.peakResident = peakResident
        self.heapInUse = heapInUse
        self.allocationsPerPass = allocationsPerPass
        self.modelBytes = modelBytes
    }
}

/// Hardware counters, where the system allows them.
public struct CounterFacts: Codable, Sendable, Equatable {
    /// Why there are none, as a sentence with the remedy; nil when there are some.
    public var unavailable: String?
    /// Counted events over all measured passes and workers.
    public var values: [Value]

    /// A counter and what it counted.
    public struct Value: Codable, Sendable, Equatable {
        /// Name, for example "instructions".
        public var name: String
        /// Events.
        public var count: Double

        /// A counter's value.
        public init(name: String, count: Double) {
            self.name = name
            self.count = count
        }
    }

    /// Facts of counters.
    public init(unavailable: String?, values: [Value]) {
        self.unavailable = unavailable
        self.values = values
    }
}

/// What one worker did, moment by moment.
public struct TimelineTrack: Codable, Sendable, Equatable {
    /// Number of the worker.
    public var worker: Int
    /// Spans in the order of their start; a span lies within the block that holds it, or beside it.
    public var spans: [Span]

    /// A stretch of time.
    public struct Span: Codable, Sendable, Equatable {
        /// Index into `ProfileReport.stages`, or −1 for a block, which encloses the spans of its stages.
        public var stage: Int
        /// Nanoseconds from the start of the run.
        public var start: Double
        /// Nanoseconds it took.
        public var duration: Double

        /// A span.
        public init(stage: Int, start: Double, duration: Double) {
            self.stage = stage
            self.start = start
            self.duration = duration
        }
    }

    /// A track.
    public init(worker: Int, spans: [Span]) {
        self.worker = worker
        self.spans = spans
    }
}

/// The machine of a profile.
public struct MachineFacts: Codable, Sendable, Equatable {
    /// Digest of what must agree for settings and times to carry over: processor, its caches, CPUs, memory nodes.
    public var fingerprint: String
    /// Name of the processor.
    public var processor: String
    /// CPUs that the process may use.
    public var processors: Int
    /// Memory nodes.
    public var nodes: Int
    /// Measured bytes a second that one worker streams from memory; nil when it was not measured.
    public var streamBandwidth: Double?
    /// Measured bytes a second, counted in whole cache lines, that one worker gathers from random places; nil when it was
    /// not measured.
    public var gatherBandwidth: Double?
    /// Bytes of each cache, nearest first.
    public var caches: [Int]

    /// Facts of a machine.
    public init(
        fingerprint: String, processor: String, processors: Int, nodes: Int, streamBandwidth: Double?,
        gatherBandwidth: Double?, caches: [Int]
    ) {
        self.fingerprint = fingerprint
        self.processor = processor
        self.processors = processors
        self.nodes = nodes
        self.streamBandwidth = streamBandwidth
        self.gatherBandwidth = gatherBandwidth
        self.caches = caches
    }
}
