import KeyLayers

/// What graphs run on: the input tokens, the output tokens, and the distances of an aligned task.
public struct GraphWindows: Sendable, Hashable {
    /// Input tokens, column by column.
    public let query: [[String]]
    /// The output tokens as the token decoder left them.
    public let raw: [GraphSymbol]
    /// Distances of the output tokens, one position for each of `raw`.
    public let distances: OutputDistances?

    /// Windows; distances whose positions do not match the output are left out.
    ///
    /// - Complexity: O(tokens).
    public init(query: [[String]], value: [String], distances: OutputDistances? = nil) {
        self.query = query
        raw = value.map { .token($0) }
        self.distances = distances?.count == value.count ? distances : nil
    }
}

/// Bounds of running graphs. A graph that would go beyond them is skipped: the output stays as it was before it.
public struct ExecutionLimits: Sendable, Hashable {
    /// Most steps of one graph of a list. An action takes one step and one for each token of the value window; everything
    /// else takes one. Where a region is compared with a cell that moves, each of these steps takes one more for every 64 tokens of
    /// the longest window.
    public var steps: Int
    /// Most output tokens for each input token, on top of `room`.
    public var growth: Int
    /// Output tokens that are always allowed.
    public var room: Int

    /// Bounds.
    public init(steps: Int = 100_000, growth: Int = 4, room: Int = 64) {
        self.steps = steps
        self.growth = growth
        self.room = room
    }

    /// Most output tokens for so many input tokens; an output that the token decoder made is never too long.
    func longestOutput(query: Int, output: Int) -> Int { max(max(0, growth) * query + max(0, room), output) }

    /// Most rounds of a repeat that begins with so many output tokens.
    static func rounds(length: Int) -> Int { 2 * length + 16 }
}

/// What running a list of graphs gave.
public struct GraphResult: Sendable, Hashable {
    /// What a graph of the list did.
    public enum Effect: Sendable, Hashable {
        /// Nothing.
        case none
        /// The output changed.
        case changed
        /// It would have gone beyond the limits, or a repeat did not come to rest, and was undone.
        case skipped
    }

    /// The output tokens, without markers.
    public let value: [String]
    /// What each graph did, in order.
    public let effects: [Effect]
}

/// Thrown inside a graph that goes beyond the limits.
struct LimitReached: Error {}

/// What is left to a graph.
struct StepBudget {
    private(set) var steps: Int
    let longestOutput: Int
    /// The longest of the windows that do not change.
    private let window: Int

    /// Tokens that are compared with a moving cell in one step.
    private static let comparisons = 64

    init(_ limits: ExecutionLimits, query: Int, output: Int) {
        steps = limits.steps
        longestOutput = limits.longestOutput(query: query, output: output)
        window = max(query, output)
    }

    /// Pays for an action on so many tokens, or for anything else with 0.
    ///
    /// - Parameter regions: of its condition those that are looked through anew for each token.
    mutating func pay(length: Int = 0, regions: Int = 0) throws(LimitReached) {
        steps -= (1 + length) * (1 + regions * (max(window, length) / Self.comparisons))
        if steps < 0 { throw LimitReached() }
    }

    func check(length: Int) throws(LimitReached) {
        if length > longestOutput { throw LimitReached() }
    }
}
