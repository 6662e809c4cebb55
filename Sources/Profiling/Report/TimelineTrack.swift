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
