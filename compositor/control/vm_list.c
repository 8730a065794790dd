// SPDX-License-Identifier: MIT
#include "compositor/control/vm_list.h"

#include <json-c/json.h>

#include "compositor/control/json_add.h"
#include "compositor/control/vms.h"

static struct json_object *vm_object(const struct vms_vm *vm) {
	struct json_object *object = json_object_new_object();
	json_add_string(object, "name", vm->name);
	json_add_string(object, "state", admin_state_name(vm->state));
	json_add_string(object, "colour", vm->label > 0 ? colour_names[vm->label - 1] : "");
	json_add_flag(object, "shown", vm->guest != NULL);
	if (vm->refused != NULL) {
		json_add_string(object, "refused", vm->refused);
	}
	return object;
}

void vm_list_fill(const struct vms *vms, struct json_object *object) {
	struct json_object *array = json_object_new_array();
	const struct vms_vm *vm;
	wl_list_for_each(vm, &vms->list, link) {
		json_add_element(array, vm_object(vm));
	}
	json_add(object, "vms", array);
}
