// The class hierarchy: bases, method resolution order, subclasses, overrides; and what decorators make of functions.
//
//   class A: ...   class B(A): ...   class C(A): ...   class D(B, C): ...      MRO of D: D, B, C, A, object
//   class E(app.Model): ...                                                     unknown base, if nobody knows app.Model
//
// Source: Barrett et al., A Monotonic Superclass Linearization for Dylan (OOPSLA 1996), which is Python's C3; PEP 484 for
// generics.
#ifndef DANGLE_SEMANTICS_CLASSES_H_
#define DANGLE_SEMANTICS_CLASSES_H_

#include "semantics/program_data.h"

namespace dangle {

// A longer chain of base classes has an unknown base: what is lost are the attributes above. No real project comes near it, and
// the orders of a chain of n classes take n² memory.
inline constexpr int kMaxClassDepth = 200;
// More targets of one call are an unknown callee: what is lost are the effects of calls through a hub class.
inline constexpr std::size_t kMaxCallTargets = 32;

// Finds the classes that the language itself refers to.
void FindWellKnown(Program::Data& data);
// Fills data.classes: bases, MRO, type parameters, subclasses.
void BuildClasses(Program::Data& data);
// Fills traits and returned_parameter of data.functions.
void ClassifyFunctions(Program::Data& data);
// Fills data.overrides; after ClassifyFunctions.
void BuildOverrides(Program::Data& data);

// The class of that name above (or itself); nullptr if it is not among the ancestors.
const Ancestor* FindAncestor(const Program::Data& data, ClassIndex derived, ClassIndex base);

}  // namespace dangle

#endif  // DANGLE_SEMANTICS_CLASSES_H_
