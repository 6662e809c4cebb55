/// Where and how often training writes down what it has come to.
public struct CheckpointPlan: Sendable, Hashable {
    /// Where it is written: after every pass, and when training is stopped. What stands there is replaced.
    public var path: String
    /// Seconds after which it is written in the middle of a pass, too; nil for never.
    public var seconds: Double?

    /// A plan.
    ///
    /// - Complexity: O(1).
    public init(path: String, seconds: Double? = nil) {
        self.path = path
        self.seconds = seconds
    }
}

/// Training was asked to stop (`Trainer.shouldStop`) and did.
public struct TrainingStopped: Error, CustomStringConvertible, Sendable, Hashable {
    /// Where it stood, such as `in pass 2 of 8`.
    public let place: String
    /// The file from which it can go on; nil when none was asked for, or nothing was learned yet.
    public let checkpoint: String?

    /// One line: where training stood, what is left of it and how to go on.
    public var description: String {
        "training was stopped \(place); "
            + (checkpoint.map { "to go on from there, give the same command with --resume '\($0)'" }
                ?? "nothing is left of it (--checkpoint FILE keeps what was learned)")
    }
}
