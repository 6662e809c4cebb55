/// The weights that a bias is tried with, in hundredths of the unit, ascending.
package enum BiasLadder {
    package static let hundredths = [
        5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 100, 125, 150, 175, 200, 250, 300, 350, 400, 500, 600, 800,
        1000,
    ]

    /// The first rung whose bias is larger than `distance`; as many as there are rungs when there is none.
    static func rung(above distance: Int, unit: Int32) -> Int {
        hundredths.firstIndex { $0 * Int(unit) / 100 > distance } ?? hundredths.count
    }
}
