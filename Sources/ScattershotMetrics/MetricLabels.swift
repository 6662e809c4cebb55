/// Names of the metrics that a ``MetricsObserver`` feeds, and of their dimensions.
public struct MetricLabels: Sendable {
    /// Timer: what a stage took in one block of a worker, in nanoseconds; with the dimensions worker and stage. What a
    /// worker did between two blocks is recorded as well, under `read`, `write` and `wait`.
    public var stage = "scattershot.stage"
    /// Timer: a block from its start to its end, in nanoseconds; with the dimension worker.
    public var block = "scattershot.block"
    /// Counter of blocks; with the dimension worker.
    public var blocks = "scattershot.blocks"
    /// Counter of tokens that were found in the input; with the dimension worker.
    public var tokens = "scattershot.tokens"
    /// Name of the dimension that holds the number of the worker, from 0.
    public var worker = "worker"
    /// Name of the dimension that holds the name of the stage, as profiles show it.
    public var stageDimension = "stage"
    /// More dimensions for all metrics, for example the name of the model.
    public var dimensions: [(String, String)] = []

    /// The names above.
    ///
    /// - Complexity: O(1).
    public init() {}
}
