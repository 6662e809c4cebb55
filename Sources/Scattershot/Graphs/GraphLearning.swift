import GraphPipeline

/// Which graphs training looks for.
public enum GraphLearning: String, Sendable, Hashable, Codable, CaseIterable {
    /// None.
    case off
    /// A short list for people.
    case list
    /// Of tasks with one output at each position: rows over the conditions of graphs, which give more accuracy than a list.
    case rows
    /// A list, and rows, which run where there are any.
    case both
}

/// What learning graphs came to.
public enum GraphLearningReport: Sendable {
    /// Why no graphs were looked for.
    case refused(String)
    /// Of a task with one output at each position.
    case tagging(TaggingReport)
    /// Of outputs of any length.
    case rewriting(LearnedRewriting)
    /// What choosing graphs for each input came to, after the graphs themselves.
    case choice(GraphChoiceReport)
}

/// What a way to choose graphs came to.
public struct GraphChoiceReport: Sendable, Hashable, Codable {
    /// The way.
    public let choice: GraphChoice
    /// What it does, beside all graphs in order, on training data that had no part in finding graphs, accepting them or learning
    /// the choice.
    public let score: SelectionScore
    /// Whether it is what runs.
    public let isUsed: Bool
    /// Of these data, inputs whose decoded graph tokens made no graph; nil where nothing was decoded.
    public var refused: Int?
}

/// News from learning graphs.
public enum GraphLearningEvent: Sendable {
    /// The token decoder is trained on all but a part of the data, which it then decodes.
    case holdingOut(training: Int, trainings: Int, positionsDone: Int, positions: Int)
    /// Graphs are looked for, of a task with one output at each position.
    case tagging(TaggingProgress)
    /// Graphs are looked for, of outputs of any length.
    case rewriting(RewritingProgress)
    /// A choice of graphs is learned, of which so much is done.
    case choosing(GraphChoice, fraction: Double)
    /// A part has ended.
    case ended(GraphLearningReport)
}
