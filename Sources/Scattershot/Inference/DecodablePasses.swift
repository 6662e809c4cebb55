import Platform
import TokenPipeline

/// The passes of a model ready to decode, to be shared by workers.
struct DecodablePasses: Sendable {
    /// The pass whose decisions are the answer.
    let last: DecodableModel
    /// The one before it, where there is one.
    let first: DecodableModel?

    /// - Parameter beam: hypotheses that the last pass keeps; a first one always takes the nearest token.
    init(
        _ model: Model, kernel: Kernel, prefetchDistance: PrefetchDistance, isCompiled: Bool, beam: Int = 1
    ) {
        func decodable(_ pass: TokenModel, beam: Int) -> DecodableModel {
            DecodableModel(
                pass, kernel: kernel, prefetchDistance: prefetchDistance, isCompiled: isCompiled, beam: beam)
        }
        last = decodable(model.tokens, beam: beam)
        first = model.firstPass.map { decodable($0, beam: 1) }
    }

    /// The same passes with other settings; tables are shared.
    init(sharing other: DecodablePasses, kernel: Kernel, prefetchDistance: PrefetchDistance) {
        func decodable(_ pass: DecodableModel) -> DecodableModel {
            DecodableModel(sharing: pass, kernel: kernel, prefetchDistance: prefetchDistance)
        }
        last = decodable(other.last)
        first = other.first.map(decodable)
    }

    /// Bytes of the tables that decoding reads.
    var byteCount: Int { last.byteCount + (first?.byteCount ?? 0) }
}
