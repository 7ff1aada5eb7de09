// Where a function stores an object that owes something in an attribute: from then on it is the duty of the class.
//
//   self._task = asyncio.create_task(self._run())      FieldStore: class of self, _task; site: the call; protocol keep-alive
//   self._tasks.add(asyncio.create_task(job()))        the same of _tasks, as one of its elements
//
// Source: owning fields after Kellogg et al., Lightweight and modular resource leak verification (2021).
#ifndef DANGLE_DATAFLOW_OBLIGATIONS_FIELD_STORE_H_
#define DANGLE_DATAFLOW_OBLIGATIONS_FIELD_STORE_H_

#include <optional>
#include <vector>

#include "dataflow/obligations/object_facts.h"
#include "dataflow/obligations/sites.h"

namespace dangle {

// An attribute of the instances of a class of the project.
struct Field {
  ClassRef owner;  // the class of the object as it is seen where the attribute is used; of `self` the class of the method
  NameId name;
  friend bool operator==(const Field&, const Field&) = default;
};

struct FieldStore {
  Site site;
  ValueId at;  // the StoreAttr, StoreItem, or call of `append` and its kin
  Field field;
  bool is_element = false;    // of a container that the field holds
  bool is_shared = false;     // somebody else takes the object over, too
  bool is_released = false;   // the function that stores it releases it, too
  bool has_callback = false;  // `task.add_done_callback(…)`
  bool may_be_other = false;  // `x or make()`: what is stored may be something that was given
};

// Where the object of `site`, whose facts these are, is stored in an attribute of a project's class; adds to `stores`.
void FindFieldStores(const FunctionView& view, const Site& site, const ObjectFacts& facts, std::vector<FieldStore>& stores);

// The class of the project whose instance the value is; invalid if it is none, or may be one of several.
ClassRef ProjectClassOf(const Program& program, FunctionRef function, ValueId value);

// A list, set, dict, deque, tuple or the like: what it holds are its elements.
bool IsContainerType(const Program& program, TypeId type);

}  // namespace dangle

#endif  // DANGLE_DATAFLOW_OBLIGATIONS_FIELD_STORE_H_
