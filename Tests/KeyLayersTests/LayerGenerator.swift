import KeyLayers
import TestSupport

/// Random layers: every source, every offset it allows, sometimes in runs.
struct LayerGenerator {
    var generator: SeededGenerator
    var columns = 1...99

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func layer(mostParts: Int = ContextLayer.mostParts) -> ContextLayer {
        let count = Int.random(in: 0...mostParts, using: &generator)
        var parts: [ContextPart] = []
        while parts.count < count {
            let source = source()
            let offset = Int.random(in: -15...15, using: &generator)
            for step in 0..<Int.random(in: 1...4, using: &generator) where parts.count < count {
                if let part = ContextPart(source: source, offset: offset + step) { parts.append(part) }
            }
        }
        return ContextLayer(parts: parts)
    }

    mutating func source() -> ContextPart.Source {
        switch Int.random(in: 0..<11, using: &generator) {
        case 0: .edge
        case 1: .output
        case 2: .span
        case 3: .unit
        case 4: .seen
        case 5: .due(Int.random(in: columns, using: &generator))
        default:
            .column(Bool.random(using: &generator) ? 1 : Int.random(in: columns, using: &generator), view())
        }
    }

    mutating func view() -> TokenView {
        let length = Int.random(in: 1...TokenView.longestAffix, using: &generator)
        let views: [TokenView] = [.token, .lower, .shape, .prefix(length), .suffix(length)]
        return views[Int.random(in: 0..<views.count, using: &generator)]
    }
}
