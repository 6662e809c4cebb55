/// Views of tokens whose values come from the training data's own answers, as training must see them: for each sequence
/// as they would be if it and its like were not in the data. Otherwise they would tell the answer.
///
/// Sequences are dealt to folds in blocks, so that every fold has something of each part of the data.
public struct HeldOutViews: Sendable {
    /// Folds that sequences are dealt to.
    public static let folds = 10
    /// Neighbouring sequences that go to the same fold.
    public static let block = 8

    /// A view of a column that counts from 0.
    private struct Place: Hashable {
        let column: Int
        let view: TokenView
    }

    /// Indices in the view's dictionary: folds × tokens.
    private var indices: [Place: [UInt32]] = [:]

    /// No such view.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// The fold that a sequence belongs to.
    ///
    /// - Complexity: O(1).
    public static func fold(of sequence: Int) -> Int { sequence / block % folds }

    /// Adds a view.
    ///
    /// - Parameters:
    ///   - column: counts from 0.
    ///   - indices: for each fold the index of each token's value in the view's dictionary: folds × tokens.
    /// - Complexity: O(1).
    public mutating func add(_ view: TokenView, column: Int, indices: [UInt32]) {
        precondition(indices.count % Self.folds == 0, "as many tokens in each fold")
        self.indices[Place(column: column, view: view)] = indices
    }

    /// Writes the values that tokens of a fold have; false for a view that nothing is held out of.
    ///
    /// - Complexity: O(tokens).
    func writeValues(
        of tokens: ArraySlice<UInt32>, column: Int, view: TokenView, fold: Int,
        into values: UnsafeMutablePointer<UInt32>
    ) -> Bool {
        guard let known = indices[Place(column: column, view: view)] else { return false }
        let first = fold * (known.count / Self.folds)
        for (place, token) in tokens.enumerated() {
            values[place] = PartValue.known(Int(known[first + Int(token)]))
        }
        return true
    }
}
