/// Something that stands at every position of a sequence while graphs run: what is read, or what was decided.
public enum WindowColumn: Sendable, Hashable, Comparable, Codable {
    /// A column of the input; columns count from 1.
    case query(Int)
    /// The labels as they stand now.
    case value
    /// The nearest label before anything changed it.
    case nearest
    /// The runner-up to the nearest label.
    case runnerUp
    /// How far behind the runner-up was: the number of margin steps that the difference reaches.
    case margin
}

extension WindowColumn: CustomStringConvertible {
    /// `1`, `2`, …, `value`, `nearest`, `runner-up`, `margin`.
    public var description: String {
        switch self {
        case .query(let column): "\(column)"
        case .value: "value"
        case .nearest: "nearest"
        case .runnerUp: "runner-up"
        case .margin: "margin"
        }
    }
}
